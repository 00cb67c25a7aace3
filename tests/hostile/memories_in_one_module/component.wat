(core module $two (memory 1) (memory 1))
