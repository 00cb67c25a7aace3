(import "guichet:procedure/log@0.1.0" "write" (func $write (param i32 i32 i32)))
(data (i32.const 2048) "a line\nERROR forged")
(func $score (result i64)
    (local $lines i64)
    (loop $again
        (call $write (i32.const 2) (i32.const 2048) (i32.const 19))
        (local.set $lines (i64.add (local.get $lines) (i64.const 1)))
        (br_if $again (i64.lt_u (local.get $lines) (i64.const 100000))))
    (local.get $lines))
