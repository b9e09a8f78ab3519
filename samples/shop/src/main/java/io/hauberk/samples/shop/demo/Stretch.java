package io.hauberk.samples.shop.demo;

/** An event under load: what became of the requests before it, while it went on, and after it. */
record Stretch(Tally before, Tally during, Tally after) {
    int requests() {
        return before.requests() + during.requests() + after.requests();
    }

    int failed() {
        return before.failed() + during.failed() + after.failed();
    }
}
