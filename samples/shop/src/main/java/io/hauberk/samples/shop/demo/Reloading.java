package io.hauberk.samples.shop.demo;

import io.hauberk.config.Fault;
import io.hauberk.config.Hauberk;
import io.hauberk.samples.shop.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import okhttp3.Response;

/** {@code edge.yaml} is edited while requests go on: first wrongly, then well. */
final class Reloading {
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final String HEADER = "      - responseHeaders: { set: { cache-control: \"private, max-age=5\" } }";
    private static final String NEW_HEADER =
            "      - responseHeaders: { set: { cache-control: \"private, max-age=5\", x-shop: autumn } }";
    private static final String ROUTES = "\nroutes:\n";
    private static final String NEW_ROUTES = ROUTES + """
              - name: hours
                match: [ { path: /hours, methods: [GET] } ]
                respond: { status: 200, headers: { content-type: text/plain }, body: "9 to 5" }

            """;

    private final Shop shop;
    private final Customers customers;
    private final UnderLoad load;
    private final Screen screen;

    Reloading(Shop shop, Customers customers, UnderLoad load, Screen screen) {
        this.shop = shop;
        this.customers = customers;
        this.load = load;
        this.screen = screen;
    }

    Stretch run() throws Exception {
        screen.title("The configuration changes under load");
        String good = Files.readString(shop.edgeYaml());
        Stretch stretch = load.run(() -> {
            wrongly(good.replace("  - name: catalog\n", "  - nmae: catalog\n"));
            well(good.replace(HEADER, NEW_HEADER).replace(ROUTES, NEW_ROUTES));
        });
        screen.claim(stretch.failed() == 0, "%d of %,d requests failed", stretch.failed(), stretch.requests());
        return stretch;
    }

    private void wrongly(String yaml) throws Exception {
        Hauberk hauberk = shop.edge().configuration();
        long before = hauberk.generation();
        write(yaml);
        boolean reported =
                Patience.until(AT_MOST, () -> hauberk.faults().stream().anyMatch(Fault::isError));
        List<Fault> faults = hauberk.faults();
        screen.claim(
                reported && hauberk.generation() == before,
                "a file with a fault changes nothing, and is reported: %s",
                faults.isEmpty() ? "" : faults.get(0).sentence());
    }

    private void well(String yaml) throws Exception {
        long began = System.nanoTime();
        write(yaml);
        boolean seen = Patience.until(
                AT_MOST, () -> answers("/hours", 200, null) && answers("/catalog/shield", 200, "autumn"));
        screen.claim(seen, "a new route and a new header took effect within %.1f s", (System.nanoTime() - began) / 1e9);
    }

    private boolean answers(String path, int status, @org.jspecify.annotations.Nullable String header)
            throws IOException {
        String token = shop.issuer().token("editor", Customers.SCOPES);
        try (Response response =
                customers.http().newCall(customers.get(path, token)).execute()) {
            return response.code() == status && (header == null || header.equals(response.header("x-shop")));
        }
    }

    /** In one step, as editors and ConfigMaps do. */
    private void write(String yaml) throws IOException {
        Path file = shop.edgeYaml();
        Path next = Files.writeString(file.resolveSibling(".edge.yaml.new"), yaml);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
