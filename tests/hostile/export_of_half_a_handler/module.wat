;; A name that the base takes for the real one: "handler@0.1.0#decide"
