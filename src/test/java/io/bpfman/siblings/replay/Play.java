package io.bpfman.siblings.replay;

/** One history played in the flow with the wait. */
record Play(Variant variant, World world, NewFlow flow) {

    static Play of(History history, Variant variant, long seed) {
        World world = Drawing.draw(variant.of(history), variant, seed);
        return new Play(variant, world, new NewFlow(world, variant, seed));
    }

    Figures figures() {
        return Figures.of(variant.name(), world, flow);
    }
}
