package io.hauberk.samples.shop.demo;

import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.okhttp.Mesh;
import io.hauberk.samples.shop.Certificates;
import io.hauberk.samples.shop.Door;
import io.hauberk.samples.shop.Shop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** What the chain and the mesh cost: the same question asked in four ways at the same time. */
final class Latencies {
    private static final int PER_SECOND = 60;

    private final Shop shop;
    private final Customers customers;
    private final Screen screen;
    private final Pace pace;

    Latencies(Shop shop, Customers customers, Screen screen, Pace pace) {
        this.shop = shop;
        this.customers = customers;
        this.screen = screen;
        this.pace = pace;
    }

    /** Milliseconds by way and percentile. */
    Map<String, Map<String, Double>> run() throws Exception {
        screen.title("What it costs: GET of an item, " + PER_SECOND + " a second each way, milliseconds");
        try (Door bare = shop.bareCatalog();
                Identity identity = Identity.pem(shop.folderOf("edge"));
                Mesh mesh = mesh(identity)) {
            OkHttpClient plain = MutualTls.client(shop.certificates().of("edge"));
            Map<String, Way> ways = new LinkedHashMap<>();
            ways.put("direct", new Way("servlet, mutual TLS, plain OkHttp", plain, i -> item(bare)));
            ways.put("guard", new Way("the same behind its guard", plain, i -> item(shop.door("catalog-1"))));
            ways.put("mesh", new Way("the same called through the mesh", mesh.okHttp(), i -> item("http://catalog")));
            ways.put("gateway", new Way("the same through the edge, with a token", customers.http(), customers::look));
            measure(ways, pace.eitherSide().dividedBy(4));
            Map<String, Tally> tallies = measure(ways, pace.eitherSide());
            plain.connectionPool().evictAll();
            plain.dispatcher().executorService().shutdown();
            return table(ways, tallies);
        }
    }

    private Mesh mesh(Identity identity) {
        return Mesh.builder()
                .identity(identity)
                .service(
                        "catalog",
                        catalog -> catalog.endpoints(
                                        shop.catalogs().stream().map(Door::url).toArray(String[]::new))
                                .connectTimeout(Duration.ofSeconds(10))
                                .tls(Tls.mutual().peers(Certificates.idOf("catalog"))))
                .build();
    }

    /** Certificates name the service, so URLs do, too. */
    private static Request item(Door catalog) {
        return item("https://catalog:" + catalog.port());
    }

    private static Request item(String where) {
        return new Request.Builder().url(where + "/items/shield").build();
    }

    private static Map<String, Tally> measure(Map<String, Way> ways, Duration time) throws InterruptedException {
        Map<String, Load> loads = new LinkedHashMap<>();
        for (Map.Entry<String, Way> entry : ways.entrySet()) {
            Way way = entry.getValue();
            // One after the other in the time between two requests, so that none always wakes the machine for the rest.
            double part = loads.size() / (double) ways.size();
            loads.put(entry.getKey(), Load.startLater(part, way.client, PER_SECOND, way.requests));
        }
        Thread.sleep(time.toMillis());
        Map<String, Tally> tallies = new LinkedHashMap<>();
        for (Map.Entry<String, Load> load : loads.entrySet()) {
            tallies.put(load.getKey(), load.getValue().through(Duration.ZERO));
            load.getValue().close();
        }
        for (Tally tally : tallies.values()) {
            tally.awaitAll();
        }
        return tallies;
    }

    private Map<String, Map<String, Double>> table(Map<String, Way> ways, Map<String, Tally> tallies) {
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        int failed = 0;
        screen.line("%-45s %7s %7s %7s %9s", "", "p50", "p90", "p99", "requests");
        for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
            Tally tally = entry.getValue();
            Map<String, Double> row = new LinkedHashMap<>();
            row.put("p50", rounded(tally.millis(0.5)));
            row.put("p90", rounded(tally.millis(0.9)));
            row.put("p99", rounded(tally.millis(0.99)));
            figures.put(entry.getKey(), row);
            Way way = ways.get(entry.getKey());
            screen.line(
                    "%-45s %7.2f %7.2f %7.2f %,9d",
                    entry.getKey() + ": " + (way == null ? "" : way.text),
                    row.get("p50"),
                    row.get("p90"),
                    row.get("p99"),
                    tally.requests());
            tally.failures().forEach((why, count) -> screen.line("         %d x %s", count, why));
            failed += tally.failed();
        }
        screen.claim(failed == 0, "%d of these requests failed", failed);
        return figures;
    }

    private static double rounded(double millis) {
        return Math.round(millis * 100) / 100.0;
    }

    private record Way(String text, OkHttpClient client, IntFunction<Request> requests) {}
}
