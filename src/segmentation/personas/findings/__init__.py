"""What is said in notebook 08."""
