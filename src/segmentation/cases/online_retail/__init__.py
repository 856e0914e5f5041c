"""UCI Online Retail, a British gift wholesaler: `cases/online_retail`, and notebooks 10 and 11."""
