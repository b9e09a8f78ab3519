package io.hauberk.samples.shop.demo;

import java.time.Duration;

/** Lets something happen while customers come and go, and tells what became of their requests. */
final class UnderLoad {
    private final Customers customers;
    private final Screen screen;
    private final Pace pace;

    UnderLoad(Customers customers, Screen screen, Pace pace) {
        this.customers = customers;
        this.screen = screen;
        this.pace = pace;
    }

    Stretch run(Event event) throws Exception {
        Stretch stretch;
        double during;
        try (Load load = Load.start(customers.http(), pace.perSecond(), customers::request)) {
            Tally before = load.through(pace.eitherSide()).awaitAll();
            screen.tally("before", seconds(pace.eitherSide()), before);
            long began = System.nanoTime();
            event.happen();
            during = (System.nanoTime() - began) / 1e9;
            Tally meanwhile = load.through(Duration.ZERO);
            stretch = new Stretch(before, meanwhile, load.through(pace.eitherSide()));
        }
        screen.tally("during", during, stretch.during().awaitAll());
        screen.tally("after", seconds(pace.eitherSide()), stretch.after().awaitAll());
        return stretch;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    /** What happens. */
    interface Event {
        void happen() throws Exception;
    }
}
