# The app: docker build -t segmentation . && docker run --rm -p 8501:8501 segmentation
FROM python:3.11-slim
WORKDIR /srv
COPY requirements.txt constraints.txt pyproject.toml README.md LICENSE app.py ./
COPY src src
COPY models models
COPY .streamlit .streamlit
RUN pip install --no-cache-dir -r requirements.txt && useradd --create-home reader
USER reader
EXPOSE 8501
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://localhost:8501/_stcore/health')"]
CMD ["python", "-m", "segmentation", "app", "--server.address=0.0.0.0", "--server.headless=true"]
