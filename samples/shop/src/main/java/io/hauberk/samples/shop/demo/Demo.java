package io.hauberk.samples.shop.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.hauberk.samples.shop.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The whole demo, one scene after the other. */
final class Demo {
    private final Shop shop;
    private final Screen screen;
    private final Pace pace;
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Map<String, Object> report = new LinkedHashMap<>();

    Demo(Shop shop, Screen screen, Pace pace) {
        this.shop = shop;
        this.screen = screen;
        this.pace = pace;
    }

    /** Runs it. Whether its claims held, the screen knows. */
    void run() throws Exception {
        report.put("statuses", statuses);
        try (Customers customers = new Customers(shop)) {
            new WarmUp(customers).run(pace.warmUp());
            int orders = customers.orders();
            int charges = shop.payments().charges();
            add(new Refusals(shop, customers, screen).run());
            UnderLoad load = new UnderLoad(customers, screen, pace);
            Stretch killed = add("kill", new Killing(shop, load, screen).run());
            report.put("spread", killed.before().instances());
            add("rotation", new Rotating(shop, load, screen, pace).run());
            add("reload", new Reloading(shop, customers, load, screen).run());
            paidOnce(customers.orders() - orders, shop.payments().charges() - charges);
            Stopping.Result stopped = new Stopping(shop, customers, screen).run();
            add(Map.of(stopped.status(), 1));
            report.put("deadline", stopped.json());
            report.put("latency", new Latencies(shop, customers, screen, pace).run());
        }
    }

    private void paidOnce(int orders, int charges) {
        screen.title("Nobody has paid twice");
        screen.claim(
                charges == orders,
                "%,d charges for %,d orders, though one request in five was a repetition",
                charges,
                orders);
    }

    private Stretch add(String name, Stretch stretch) {
        report.put(name, Map.of("requests", stretch.requests(), "failed", stretch.failed()));
        add(stretch.before().statuses());
        add(stretch.during().statuses());
        add(stretch.after().statuses());
        return stretch;
    }

    private void add(Map<Integer, Integer> more) {
        more.forEach((status, count) -> statuses.merge(status, count, Integer::sum));
    }

    /** Leaves the figures for programs. */
    void write(Path json) throws IOException {
        Map<String, Object> whole = new LinkedHashMap<>(report);
        Map<String, Integer> named = new LinkedHashMap<>();
        statuses.forEach((status, count) -> named.put(String.valueOf(status), count));
        whole.put("statuses", named);
        Files.writeString(json, JSONObjectUtils.toJSONString(whole) + "\n");
    }
}
