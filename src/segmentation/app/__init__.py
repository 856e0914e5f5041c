"""The Streamlit app: pages over the models in `models/`; nothing here fits anything."""
