"""UCI Online Retail, a British gift wholesaler: `cases/online_retail`; notebooks 10, 11, 13, 14."""
