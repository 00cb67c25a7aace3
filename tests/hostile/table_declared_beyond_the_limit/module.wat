(table 20001 funcref)
