//! Nothing but arguments and answers of imports decides what a call gives.

use guichet::runtime::{Failure, Limit, LoadError, Runtime};
use guichet_tests::call;
use guichet_tests::guest::Guest;

use super::{load, run, sandbox};

fn score(runtime: &Runtime, expression: &str) -> i64 {
    run(call::score(&load(runtime, &Guest::scoring(expression))))
}

/// A processor chooses the sign and payload of a NaN; here they are always the same.
#[test]
fn nans_are_canonical() {
    const CANONICAL: i64 = 0x7ff8_0000_0000_0000;
    const CANONICAL_32: i64 = 0x7fc0_0000;
    let runtime = sandbox();
    for nan in [
        "(f64.div (f64.const 0) (f64.const 0))",
        "(f64.div (f64.const -0) (f64.const 0))",
        "(f64.sqrt (f64.const -1))",
        "(f64.sub (f64.const inf) (f64.const inf))",
        "(f64.mul (f64.const -inf) (f64.const 0))",
        "(f64.add (f64.const nan:0x123456) (f64.const 1))",
        "(f64.add (f64.const -nan:0x8000000000001) (f64.const nan:0x42))",
        "(f64.min (f64.const -nan:0x8000000000001) (f64.const 1))",
        "(f64.max (f64.const 1) (f64.const nan:0x42))",
        "(f64.floor (f64.const -nan:0x8000000000001))",
        "(f64.promote_f32 (f32.const -nan:0x400001))",
        "(f64x2.extract_lane 1 (f64x2.div (v128.const f64x2 0 0) (v128.const f64x2 0 -0)))",
        "(f64x2.extract_lane 0 (f64x2.sqrt (v128.const f64x2 -1 -1)))",
    ] {
        let bits = score(&runtime, &format!("(i64.reinterpret_f64 {nan})"));
        assert_eq!(bits, CANONICAL, "{nan} gives {bits:x}");
    }
    for nan in [
        "(f32.div (f32.const 0) (f32.const 0))",
        "(f32.sqrt (f32.const -4))",
        "(f32.add (f32.const -nan:0x400001) (f32.const 1))",
        "(f32.demote_f64 (f64.const -nan:0x8000000000001))",
        "(f32x4.extract_lane 3 (f32x4.sub (v128.const f32x4 inf inf inf inf) (v128.const f32x4 inf inf inf inf)))",
    ] {
        let bits = score(&runtime, &format!("(i64.extend_i32_u (i32.reinterpret_f32 {nan}))"));
        assert_eq!(bits, CANONICAL_32, "{nan} gives {bits:x}");
    }
}

/// What may differ between machines, needs threads, or is code that no procedure needs.
#[test]
fn features_that_no_procedure_needs_do_not_load() {
    let runtime = sandbox();
    let features = [
        (
            "relaxed SIMD",
            "(func (param v128 v128 v128) (result v128)
                (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))",
        ),
        ("shared memory", "(memory 1 1 shared)"),
        ("atomics", "(memory 1) (func (result i32) (i32.atomic.load (i32.const 0)))"),
        ("64-bit memory", "(memory i64 1)"),
        ("64-bit tables", "(table i64 1 funcref)"),
        ("several memories", "(memory 1) (memory 1)"),
        ("pages of another size", "(memory 1 (pagesize 1))"),
        ("tail calls", "(func $f (return_call $f))"),
        ("exceptions", "(tag $t) (func (throw $t))"),
        ("garbage collection", "(type (struct (field i32)))"),
        ("references to the host's objects", "(table 1 externref)"),
        (
            "typed function references",
            "(type $f (func)) (func (param (ref $f)) (call_ref $f (local.get 0)))",
        ),
        (
            "wide arithmetic",
            "(func (param i64 i64) (result i64 i64) (i64.mul_wide_u (local.get 0) (local.get 1)))",
        ),
        ("stack switching", "(type $f (func)) (type $c (cont $f))"),
    ];
    for (feature, fields) in features {
        let guest = Guest::new("").with_component_fields(&format!("(core module {fields})"));
        let error = call::load(&runtime, guest.package().expect(feature)).err();
        assert!(matches!(error, Some(LoadError::Invalid(_))), "{feature}: {error:?}");
    }
    // What the guests of real toolchains use does.
    let fields = "(core module
        (table 1 funcref)
        (memory 1)
        (func (result i32 i32) (i32.extend8_s (i32.const 1)) (memory.size))
        (func (result v128) (i32x4.splat (i32.trunc_sat_f64_s (f64.const 1)))))";
    load(&runtime, &Guest::new("").with_component_fields(fields));
}

/// If it failed instead, what a procedure answers would depend on the host's limit.
#[test]
fn memory_beyond_the_limit_traps() {
    let guest = Guest::scoring("(i64.extend_i32_s (memory.grow (i32.const 1023)))");
    let failure = run(call::decide(&load(&sandbox(), &guest), call::empty_town())).err();
    assert!(matches!(failure, Some(Failure::Limit(Limit::Memory))), "{failure:?}");
    let guest = Guest::new(
        "(table $t 0 funcref)
         (func $score (result i64)
            (i64.extend_i32_s (table.grow $t (ref.null func) (i32.const 20001))))",
    );
    let failure = run(call::decide(&load(&sandbox(), &guest), call::empty_town())).err();
    assert!(matches!(failure, Some(Failure::Limit(Limit::Tables))), "{failure:?}");
}

/// What a module declares is the same everywhere, so there growing fails as the specification
/// says, takes nothing of the limit, and can be tried again.
#[test]
fn growing_beyond_the_own_maximum_fails() {
    let try_often = |grow: &str| {
        format!(
            "(func $score (result i64)
                (local $tries i32)
                (local $failed i64)
                (loop $again
                    (if (i32.eq {grow} (i32.const -1))
                        (then (local.set $failed (i64.add (local.get $failed) (i64.const 1)))))
                    (local.set $tries (i32.add (local.get $tries) (i32.const 1)))
                    (br_if $again (i32.lt_u (local.get $tries) (i32.const 100))))
                (local.get $failed))"
        )
    };
    let runtime = sandbox();
    for (what, declared, grow) in [
        ("memory", "(memory (export \"memory\") 2 3)", "(memory.grow (i32.const 1000))"),
        ("table", "(table $t 1 10 funcref)", "(table.grow $t (ref.null func) (i32.const 1000))"),
        (
            "4 GiB that every module declares",
            "(memory (export \"memory\") 2)",
            "(memory.grow (i32.const 65535))",
        ),
    ] {
        let guest = Guest::new(&format!("{declared}\n{}", try_often(grow)));
        assert_eq!(run(call::score(&load(&runtime, &guest))), 100, "{what}");
    }
    let guest = Guest::new(
        "(memory (export \"memory\") 2 3)
         (func $score (result i64)
            (drop (memory.grow (i32.const 1000)))
            (i64.extend_i32_s (memory.grow (i32.const 1))))",
    );
    assert_eq!(run(call::score(&load(&runtime, &guest))), 2);
}

#[test]
fn each_call_has_a_fresh_instance() {
    let guest = Guest::new(
        "(global $calls (mut i64) (i64.const 10))
         (memory (export \"memory\") 2)
         (table $t 1 funcref)
         (data (i32.const 2048) \"\\05\")
         (func $score (result i64)
            (global.set $calls (i64.add (global.get $calls) (i64.const 1)))
            (i64.store8 (i32.const 2048) (i64.add (i64.load8_u (i32.const 2048)) (i64.const 1)))
            (i64.store (i32.const 100000)
                (i64.add (i64.load (i32.const 100000)) (i64.const 1000)))
            (drop (memory.grow (i32.const 1)))
            (i64.store (i32.const 140000)
                (i64.add (i64.load (i32.const 140000)) (i64.const 1000000)))
            (drop (table.grow $t (ref.null func) (i32.const 1)))
            (i64.add (global.get $calls)
                (i64.add (i64.mul (i64.load8_u (i32.const 2048)) (i64.const 100))
                    (i64.add (i64.load (i32.const 100000))
                        (i64.add (i64.load (i32.const 140000))
                            (i64.extend_i32_u (i32.mul (i32.const 10000000)
                                (i32.add (memory.size) (table.size $t)))))))))",
    );
    let runtime = sandbox();
    let procedure = load(&runtime, &guest);
    // 11 calls counted, 6 in initialised memory, 1 each in zeroed and grown memory, 3 pages and
    // 2 elements: what the first call finds is what every call finds.
    let first = 11 + 6 * 100 + 1_000 + 1_000_000 + 5 * 10_000_000;
    run(async {
        for _ in 0..50 {
            assert_eq!(call::score(&procedure).await, first);
        }
    });
}

/// Slots of the pool are used again, by other procedures too.
#[test]
fn no_memory_of_another_procedure_is_seen() {
    let runtime = sandbox();
    let writer = load(
        &runtime,
        &Guest::new(
            "(memory (export \"memory\") 100)
             (func $score (result i64)
                (memory.fill (i32.const 65536) (i32.const 0x5a) (i32.const 6000000))
                (i64.const 1))",
        ),
    );
    let reader = load(
        &runtime,
        &Guest::new(
            "(memory (export \"memory\") 2)
             (func $score (result i64)
                (local $at i32)
                (local $found i64)
                (drop (memory.grow (i32.const 98)))
                (local.set $at (i32.const 65536))
                (loop $again
                    (local.set $found (i64.or (local.get $found) (i64.load (local.get $at))))
                    (local.set $at (i32.add (local.get $at) (i32.const 8)))
                    (br_if $again (i32.lt_u (local.get $at) (i32.const 6500000))))
                (local.get $found))",
        ),
    );
    run(async {
        for _ in 0..10 {
            assert_eq!(call::score(&writer).await, 1);
            assert_eq!(call::score(&reader).await, 0);
        }
    });
}
