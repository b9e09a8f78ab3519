package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Throttles, and limits that a partner tells, in gateways from a file. */
class PacedGatewayTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    private Hauberk load(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), yaml);
        return Hauberk.loader(file).metrics(meters).unwatched().load();
    }

    private static Container.Running start(Container kind, Hauberk hauberk) throws Exception {
        return kind.start(context -> {
            HauberkFilter.install(context, hauberk.gateway());
            context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
        });
    }

    private static RawMessage get(Container.Running running, String path, String... fields) throws Exception {
        try (RawHttp http = RawHttp.connect(running.port())) {
            return http.get(path, fields);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatComesTooFastIsSlowedDownAndWhatCannotBeInTimeIsRefused(Container kind) throws Exception {
        try (Hauberk hauberk = load("""
                        hauberk: 1
                        filters:
                          - throttle: { limit: 10, per: 1s, by: everyone, queue: { max: 4, wait: 2s } }
                        routes:
                          - { match: [ /health ], respond: { body: up } }
                          - { match: [ /a ], respond: { body: hello } }
                        """);
                Container.Running running = start(kind, hauberk)) {
            long began = System.nanoTime();
            List<RawHttp> sent = new ArrayList<>();
            try {
                for (int i = 0; i < 9; i++) {
                    RawHttp http = RawHttp.connect(running.port());
                    sent.add(http);
                    http.send(RawHttp.head("GET /a HTTP/1.1"));
                }
                assertThat(get(running, "/health").status()).isEqualTo(200);
                List<Integer> statuses = new ArrayList<>();
                for (RawHttp http : sent) {
                    RawMessage answer = http.readResponse();
                    statuses.add(answer.status());
                    if (answer.status() == 429) {
                        assertThat(answer.header("Retry-After")).isEqualTo("1");
                        assertThat(answer.text())
                                .contains("quota-exceeded", "10-per-1s")
                                .doesNotContain("throttle");
                    }
                }
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                int passed = statuses.stream()
                        .mapToInt(status -> status == 200 ? 1 : 0)
                        .sum();
                assertThat(statuses).containsOnly(200, 429);
                assertThat(passed)
                        .as("one at once and four that waited, and those for which there was room again")
                        .isBetween(5, 9);
                assertThat(millis).isGreaterThanOrEqualTo((passed - 2) * 100L);
            } finally {
                for (RawHttp http : sent) {
                    http.close();
                }
            }
            assertThat(get(running, "/a", "x-envoy-expected-rq-timeout-ms: 1").status())
                    .as("a deadline that comes before its turn, or has passed")
                    .isIn(200, 429, 504);
            assertThat(meters.get("hauberk.throttle.wait").timer().count()).isGreaterThanOrEqualTo(4);
            assertThat(meters.get("hauberk.throttle.waiting").gauge().value()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aPartnerIsCalledNoFasterThanWasAgreed(Container kind) throws Exception {
        try (RawServer partner = RawServer.start(Script.answering(OK));
                Hauberk hauberk = load("""
                        hauberk: 1
                        routes: [ { match: [ "/**" ], to: partner } ]
                        services:
                          partner:
                            endpoints: [ "http://127.0.0.1:%d" ]
                            timeout: 1200ms
                            filters: [ { throttle: { limit: 2, per: 1s, by: everyone, queue: { max: 5, wait: 5s } } } ]
                        """.formatted(partner.port()));
                Container.Running running = start(kind, hauberk)) {
            long began = System.nanoTime();
            assertThat(get(running, "/1").status()).isEqualTo(200);
            assertThat(get(running, "/2").status()).isEqualTo(200);
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
            List<RawHttp> sent = new ArrayList<>();
            try {
                for (int i = 0; i < 4; i++) {
                    RawHttp http = RawHttp.connect(running.port());
                    sent.add(http);
                    http.send(RawHttp.head("GET /" + i + " HTTP/1.1"));
                }
                int refused = 0;
                for (RawHttp http : sent) {
                    refused += http.readResponse().status() == 429 ? 1 : 0;
                }
                assertThat(refused)
                        .as("of four, at most two or three have their turn within 1.2 s")
                        .isBetween(1, 3);
                assertThat(partner.requests()).hasSizeLessThanOrEqualTo(2 + 4 - refused);
            } finally {
                for (RawHttp http : sent) {
                    http.close();
                }
            }
            assertThat(meters.get("hauberk.throttle.wait").timer().count()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aPartnerThatWantsAPauseGetsOneAndIsNotBelievedForEver(Container kind) throws Exception {
        try (RawServer partner = RawServer.start(Script.answering(
                        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 31536000\r\nContent-Length: 0\r\n\r\n"));
                Hauberk hauberk = load("""
                        hauberk: 1
                        routes: [ { match: [ "/**" ], to: partner } ]
                        services:
                          partner:
                            endpoints: [ "http://127.0.0.1:%d" ]
                            filters: [ { partnerLimit: { maxPause: 3s } } ]
                        """.formatted(partner.port()));
                Container.Running running = start(kind, hauberk)) {
            assertThat(get(running, "/1").status()).as("what the partner says").isEqualTo(429);
            RawMessage refused = get(running, "/2");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isIn("1", "2", "3");
            assertThat(refused.text()).contains("partner-paused").doesNotContain("127.0.0.1");
            assertThat(partner.requests()).hasSize(1);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (get(running, "/3").status() != 429) {
                assertThat(end - System.nanoTime()).isPositive();
            }
            assertThat(partner.requests()).hasSize(2);
            assertThat(meters.get("hauberk.partner.pauses").counter().count()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatAPartnerSaysIsLeftIsKeptAndTheNextCallWaitsForMore(Container kind) throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nRateLimit: \"second\";r=0;t=2\r\nContent-Length: 2\r\n\r\nok";
        try (RawServer partner = RawServer.start(Script.answering(answer));
                Hauberk hauberk = load("""
                        hauberk: 1
                        routes: [ { match: [ "/**" ], to: partner } ]
                        services:
                          partner:
                            endpoints: [ "http://127.0.0.1:%d" ]
                            filters: [ { partnerLimit: { onPause: wait, wait: 5s } } ]
                        """.formatted(partner.port()));
                Container.Running running = start(kind, hauberk)) {
            assertThat(get(running, "/1").status()).isEqualTo(200);
            long began = System.nanoTime();
            assertThat(get(running, "/2").status()).isEqualTo(200);
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1_800));
            RawMessage hurried = get(running, "/3", "x-envoy-expected-rq-timeout-ms: 200");
            assertThat(hurried.status()).isEqualTo(503);
            assertThat(partner.requests()).hasSize(2);
            assertThat(meters.get("hauberk.partner.wait").timer().count()).isOne();
        }
    }
}
