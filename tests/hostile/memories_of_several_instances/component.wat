(core module $more (memory 366))
(core instance (instantiate $more))
(core instance (instantiate $more))
(core instance (instantiate $more))
