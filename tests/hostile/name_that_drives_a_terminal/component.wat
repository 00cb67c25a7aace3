(core module $m (import "a\1b[2J" "all is well" (func)))
(core instance (instantiate $m))
