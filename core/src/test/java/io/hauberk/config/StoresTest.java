package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.CounterStore;
import io.hauberk.CounterStoreProvider;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.Ticker;
import io.hauberk.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {
    private static final String SHARED = """
            hauberk: 1
            stores:
              shared: { fake: here, onFailure: ANSWER }
            policies:
              five-only: { rateLimit: { limit: 5, per: 1h, by: address, algorithm: sliding, store: shared } }
            routes:
              - name: a
                match: [ { path: /a } ]
                filters: [ five-only ]
                respond: { status: 200 }
              - name: b
                match: [ { path: /b } ]
                filters: [ five-only ]
                respond: { status: 200 }
              - name: c
                match: [ { path: /c } ]
                filters: [ { rateLimit: { limit: 2, per: 1h, by: address, store: shared } } ]
                respond: { status: 200 }
              - name: d
                match: [ { path: /d } ]
                filters: [ { rateLimit: { limit: 2, per: 1h, by: address, store: shared } } ]
                respond: { status: 200 }
            """;

    @TempDir
    Path folder;

    private final Fake fake = new Fake();

    private Hauberk load(String yaml) {
        Hauberk.Loader loader = new Written(folder).write(yaml).loader();
        return loader.with(loader.setup().stores(() -> Map.of("fake", fake))).load();
    }

    private static int passing(Hauberk hauberk, String path, int times) throws IOException {
        int passed = 0;
        for (int i = 0; i < times; i++) {
            passed += status(hauberk, path) == 200 ? 1 : 0;
        }
        return passed;
    }

    private static int status(Hauberk hauberk, String path) throws IOException {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withAddress("10.0.0.1"));
        Request request = Request.of(exchange, "GET", "http", "localhost", path, null, Headers.empty(), Body.empty());
        try (Response response =
                hauberk.gateway().around(inner -> Response.of(200)).handle(request)) {
            return response.status();
        }
    }

    @Test
    void processesWithOneFileCountTogetherAndRoutesByThemselves() throws IOException {
        String yaml = SHARED.replace("ANSWER", "local");
        try (Hauberk one = load(yaml);
                Hauberk other = load(yaml)) {
            assertThat(passing(one, "/a", 3)).isEqualTo(3);
            assertThat(passing(other, "/b", 5)).isEqualTo(2);
            assertThat(passing(one, "/c", 5)).isEqualTo(2);
            assertThat(passing(other, "/c", 5)).isZero();
            assertThat(passing(other, "/d", 5)).isEqualTo(2);
        }
    }

    @Test
    void aStoreIsStartedWhenItIsPutToUseAndKeptWhileItsBlockStays() {
        String yaml = SHARED.replace("ANSWER", "local");
        assertThat(validate(yaml)).isEmpty();
        assertThat(fake.started).isZero();
        try (Hauberk hauberk = load(yaml)) {
            assertThat(fake.started).isOne();
            new Written(folder).write(yaml + "x-note: 1\n");
            assertThat(hauberk.reload()).isEmpty();
            assertThat(fake.started).isOne();
        }
    }

    @Test
    void aStoreThatIsGoneKeepsNobodyFromStarting() throws IOException {
        fake.gone = true;
        try (Hauberk closed = load(SHARED.replace("ANSWER", "closed"))) {
            assertThat(status(closed, "/a")).isEqualTo(503);
        }
        try (Hauberk open = load(SHARED.replace("ANSWER", "open"))) {
            assertThat(passing(open, "/a", 9)).isEqualTo(9);
        }
        try (Hauberk local = load(SHARED.replace("ANSWER", "local"))) {
            assertThat(passing(local, "/a", 9)).isEqualTo(5);
        }
    }

    private List<Fault> validate(String yaml) {
        Hauberk.Loader loader = new Written(folder).write(yaml).loader();
        return loader.with(loader.setup().stores(() -> Map.of("fake", fake))).validate();
    }

    @Test
    void mistakesAreToldInSentences() {
        assertThat(validate("hauberk: 1\nstores: { a: { redis: \"redis://x\" } }\n"))
                .singleElement()
                .asString()
                .contains("kept by hauberk-redis, which is not there. Add its jar.");
        assertThat(validate("hauberk: 1\nstores: { a: {} }\n"))
                .singleElement()
                .asString()
                .contains("does not say where it counts. It takes one of: fake, jdbc, redis");
        assertThat(validate("hauberk: 1\nstores: { memory: { fake: x } }\n"))
                .singleElement()
                .asString()
                .contains("cannot be called memory");
        assertThat(validate("hauberk: 1\nstores: { a: { fake: x, keySecret: short } }\n"))
                .singleElement()
                .asString()
                .contains("16 characters at least")
                .doesNotContain("short.");
        assertThat(validate("hauberk: 1\nstores: { a: { fake: x, onFailure: maybe, budget: 1h } }\n"))
                .hasSize(2);
        assertThat(validate(SHARED.replace("ANSWER", "local").replace("store: shared", "store: shred")))
                .allMatch(fault -> fault.toString().contains("There is no store \"shred\". Did you mean \"shared\"?"));
    }

    /** A store that all who read the file share. */
    private static final class Fake implements CounterStoreProvider {
        private final CounterStore store = MemoryStore.create();
        private boolean gone;
        private int started;

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public CounterStore read(String name, Settings settings) {
            settings.text("fake");
            return new CounterStore() {
                private void require() throws IOException {
                    if (gone) {
                        throw new IOException("gone");
                    }
                }

                @Override
                public List<Level> take(List<Draw> draws, Duration budget) throws IOException {
                    require();
                    return store.take(draws, budget);
                }

                @Override
                public List<Level> peek(List<Draw> draws, Duration budget) throws IOException {
                    require();
                    return store.peek(draws, budget);
                }

                @Override
                public List<Level> adjust(List<Draw> draws, Duration budget) throws IOException {
                    require();
                    return store.adjust(draws, budget);
                }

                @Override
                public void reset(List<Draw> draws, Duration budget) throws IOException {
                    require();
                    store.reset(draws, budget);
                }

                @Override
                public void start() {
                    started++;
                }

                @Override
                public void close() {
                    // Others share it.
                }
            };
        }
    }
}
