package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Settings;
import io.hauberk.config.Yaml;
import io.hauberk.identity.Tls;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What YAML says of a service, beside whom its calls go to. */
class ServiceReaderTest {
    private static final Service PLAIN = Service.named("orders");
    private static final Service FULL = PLAIN.zone(ZoneAware.in("a"))
            .slowStart(SlowStart.of(Duration.ofSeconds(9)))
            .subset(Subset.of("a", "b"))
            .subsetting(Subsetting.of(3))
            .limits(Limits.requests(5))
            .hedge(Hedge.after(Duration.ofMillis(50)))
            .fallback(Fallback.service("spare"))
            .circuitBreaker(CircuitBreaker.failureRate(50))
            .adaptiveThrottling(AdaptiveThrottling.standard())
            .healthCheck(HealthCheck.http("/health"));

    private static Function<Settings, Service> reader(Service defaults) {
        return settings -> Service.from("orders", settings, defaults, filters -> List.of());
    }

    @Test
    void limits() {
        assertThat(limits("{ requests: 9, pending: 2, wait: 1s, perEndpoint: 3, mode: shadow }"))
                .isEqualTo(Limits.requests(9)
                        .pending(2, Duration.ofSeconds(1))
                        .perEndpoint(3)
                        .shadow());
        assertThat(limits("{ perEndpoint: 3 }")).isEqualTo(Limits.none().perEndpoint(3));
        assertThat(limits("7")).isEqualTo(Limits.requests(7));
        assertThat(limits("{ requests: 7, mode: off }")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "\"off\"", "false"})
    void oneServiceMaySwitchOffWhatTheDefaultsSay(String off) {
        String all =
                "{ zone: OFF, slowStart: OFF, subset: OFF, subsetting: OFF, limits: OFF, hedge: OFF, fallback: OFF,"
                        + " healthCheck: OFF, circuitBreaker: OFF, adaptiveThrottling: OFF }";
        assertThat(Yaml.read(all.replace("OFF", off), reader(FULL))).isEqualTo(PLAIN);
        assertThat(Yaml.read("{}", reader(FULL))).isEqualTo(FULL);
        assertThat(Yaml.read("{ zone: OFF }".replace("OFF", off), reader(FULL))).isEqualTo(FULL.zone(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "\"off\"", "false"})
    void whatHasADefaultCanBeSwitchedOffToo(String off) {
        Service without = Yaml.read("{ retry: OFF, warmUp: OFF }".replace("OFF", off), reader(PLAIN));
        assertThat(without.retry()).isEqualTo(Retry.never());
        assertThat(without.warmUp())
                .isEqualTo(WarmUp.never())
                .isNotEqualTo(WarmUp.standard().endpoints(0));
    }

    @Test
    void aServerNameIsTheSameHoweverItIsWritten() {
        Tls tls = Yaml.read("tls: { mode: mutual, serverName: Orders.Shop. }", reader(PLAIN))
                .tls();
        // SNI knows no final dot: left as it is, no connection could be made.
        assertThat(tls).isEqualTo(Tls.mutual().serverName("orders.shop"));
        assertThat(tls.serverName()).isEqualTo("orders.shop");
    }

    @Test
    void bodiesAreKeptToBeSentAgainUpToASize() {
        assertThat(Yaml.read("retry: { replay: 64KB }", reader(PLAIN)).retry())
                .isEqualTo(Retry.undelivered().replay(64 * 1024));
        assertThat(Yaml.read("retry: 2", reader(PLAIN)).retry().replay()).isZero();
        assertThat(Yaml.faults("retry: { replay: 2MB }", reader(PLAIN)))
                .singleElement()
                .asString()
                .contains("Of a body at most 1MB is kept to be sent again. Make it less.");
    }

    @Test
    void endpointsThatHaveGoneAreRememberedForAMinuteUnlessSomethingElseIsSaid() {
        assertThat(Yaml.read("{}", reader(PLAIN)).rememberGone()).isEqualTo(Duration.ofMinutes(1));
        assertThat(Yaml.read("rememberGone: 10s", reader(PLAIN))).isEqualTo(PLAIN.rememberGone(Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limits: {}                             | requests, or perEndpoint
            limits: {pending: 3}                   | Add requests
            limits: {perEndpoint: 0}               | from 1
            limits: {requests: 3, wait: 1s}        | Nobody may wait
            limits: {requests: 3, mode: maybe}     | none of enforce, off, shadow
            rememberGone: 2d                       | a day at most
            limits: [3, 4]                         | one limits
            subset: v2                             | block of names and values
            {subset: off, subsetFallback: any}     | no subset
            """)
    void brokenEntriesAreToldInASentence(String yaml, String fault) {
        assertThat(Yaml.faults(yaml, reader(PLAIN)))
                .anySatisfy(text -> assertThat(text).contains(fault));
    }

    @Test
    void aFaultIsToldOnce() {
        assertThat(Yaml.faults("limits: { requests: { a: 1 } }", reader(PLAIN))).hasSize(1);
        assertThat(Yaml.faults("limits: many", reader(PLAIN))).hasSize(1);
    }

    private static Limits limits(String yaml) {
        return Yaml.read("limits: " + yaml, reader(PLAIN)).limits();
    }
}
