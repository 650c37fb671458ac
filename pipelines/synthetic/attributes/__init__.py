"""What the statistical registers know about a resident: origin, education, labour market status, income."""
