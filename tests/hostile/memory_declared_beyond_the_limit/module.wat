(memory (export "memory") 1040)
