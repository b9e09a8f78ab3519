package io.hauberk.samples.shop.demo;

import io.hauberk.samples.shop.Door;
import io.hauberk.samples.shop.Shop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** One of three instances of the catalog dies, in the middle of what it answers. */
final class Killing {
    private static final int VICTIM = 1;

    private final Shop shop;
    private final UnderLoad load;
    private final Screen screen;

    Killing(Shop shop, UnderLoad load, Screen screen) {
        this.shop = shop;
        this.load = load;
        this.screen = screen;
    }

    Stretch run() throws Exception {
        screen.title("An instance dies under load");
        Door victim = shop.catalogs().get(VICTIM);
        long retries = retries();
        Stretch stretch = load.run(() -> {
            int connections = victim.kill();
            screen.line("%s is killed: its port is closed, %d connections are reset", victim.name(), connections);
        });
        boolean shared = stretch.before().instances().size() == Shop.CATALOGS;
        boolean moved = !stretch.after().instances().containsKey(victim.name())
                && stretch.after().instances().size() == Shop.CATALOGS - 1;
        screen.claim(shared, "all %d instances had their share", Shop.CATALOGS);
        screen.claim(moved, "the other %d took over its share", Shop.CATALOGS - 1);
        screen.line("        edge and orders sent %d requests again, to another instance", retries() - retries);
        screen.claim(stretch.failed() == 0, "%d of %,d requests failed", stretch.failed(), stretch.requests());
        victim.open();
        screen.line("        %s is started again; the next scene shows that it is taken back", victim.name());
        return stretch;
    }

    private long retries() {
        double retries = 0;
        for (MeterRegistry registry : shop.metrics()) {
            for (Counter counter : registry.find("hauberk.mesh.attempts").counters()) {
                retries += "none".equals(counter.getId().getTag("retry_reason")) ? 0 : counter.count();
            }
        }
        return Math.round(retries);
    }
}
