package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Consumer;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.consumer.Recognition;
import io.hauberk.quota.Quota;
import io.hauberk.quota.QuotaView;
import io.hauberk.testkit.FilterTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas of plans, for each consumer that is on one. */
class PlanQuotaTest {
    @TempDir
    Path folder;

    private static List<Filter> plan(String yaml) {
        Text text = new Text(yaml);
        Map<String, List<Filter>> plans = new PlansReader(
                        new FilterReader(text.reading, FilterTable.system(), Kept.nothing()))
                .read(text.settings());
        assertThat(text.faults()).isEmpty();
        return plans.get("gold");
    }

    private static int status(Filter filter, String consumer, String route) throws IOException {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withConsumer(consumer, Set.of()));
        exchange.matched(route);
        return FilterTest.of(filter)
                .handle(Request.of(exchange, "GET", "http", "localhost", "/", null, Headers.empty(), Body.empty()))
                .status();
    }

    @Test
    void eachConsumerOfAPlanHasItsQuotasAndOthersHaveNone() throws IOException {
        List<Filter> gold = plan(
                "gold: { quotas: [ { limit: 3, per: year }, { limit: 1, per: year, routes: [reports], name: reports, warnAt: 50 } ] }");
        Recognition recognition = Recognition.of(
                MemoryConsumers.of(
                        Consumer.of("acme").plan("gold"), Consumer.of("bob").plan("gold"), Consumer.of("eve")),
                Map.of("gold", gold));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        recognition.bindTo(registry);
        assertThat(status(recognition, "acme", "reports")).isEqualTo(200);
        assertThat(registry.get("hauberk.quota.warnings").counter().count()).isOne();
        assertThat(status(recognition, "acme", "reports")).isEqualTo(429);
        assertThat(status(recognition, "acme", "orders")).isEqualTo(200);
        assertThat(status(recognition, "bob", "reports")).isEqualTo(200);
        for (int i = 0; i < 9; i++) {
            assertThat(status(recognition, "eve", "reports")).isEqualTo(200);
        }
        Quota first = (Quota) gold.get(0);
        assertThat(first.view(Caller.unknown().withConsumer("acme", Set.of())))
                .extracting(QuotaView::used)
                .as("the refusal of the inner one has taken one of the outer one")
                .containsExactly(3L);
    }

    @Test
    void aPlanThatLimitsNothingIsAFault() {
        Text text = new Text("gold: {}");
        NodeSettings settings = text.settings();
        new PlansReader(new FilterReader(text.reading, FilterTable.system(), Kept.nothing())).read(settings);
        settings.finish();
        assertThat(text.faults()).anyMatch(fault -> fault.contains("Give it rateLimits or quotas"));
    }

    @Test
    void quotasCanBeSeenAndResetAndOutliveAReloadAndARestart() throws IOException {
        String yaml = """
                hauberk: 1
                stores: { books: { file: quotas, budget: 10s } }
                policies:
                  the-quota: { quota: { limit: 2, per: year, by: everyone, store: books } }
                routes:
                  - { name: a, match: [ /a ], filters: [ the-quota ], respond: { body: %s } }
                """;
        Written written = new Written(folder).write(yaml.formatted("one"));
        Caller anyone = Caller.unknown();
        try (Hauberk hauberk = written.loader().unwatched().load()) {
            assertThat(get(hauberk)).isEqualTo(200);
            written.write(yaml.formatted("two"));
            assertThat(hauberk.reload()).isEmpty();
            assertThat(get(hauberk)).isEqualTo(200);
            assertThat(get(hauberk)).isEqualTo(429);
        }
        try (Hauberk hauberk = written.loader().unwatched().load()) {
            assertThat(get(hauberk)).isEqualTo(429);
            Quota quota = hauberk.quotas().get(0);
            assertThat(hauberk.quotas()).hasSize(1);
            assertThat(quota.view(anyone)).extracting(QuotaView::used).containsExactly(2L);
            quota.reset(anyone);
            assertThat(get(hauberk)).isEqualTo(200);
        }
        written.write(yaml.formatted("three").replace("limit: 2", "limit: 3"));
        try (Hauberk hauberk = written.loader().unwatched().load()) {
            assertThat(get(hauberk)).isEqualTo(200);
            assertThat(get(hauberk)).isEqualTo(200);
            assertThat(get(hauberk)).isEqualTo(429);
        }
    }

    private static int get(Hauberk hauberk) throws IOException {
        return hauberk.gateway()
                .handle(Request.get("/a"), request -> Response.ok("nobody"))
                .status();
    }
}
