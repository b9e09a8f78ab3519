package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Settings;
import io.hauberk.config.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What YAML says about whom calls go to. */
class BalanceReaderTest {
    private static final Service NONE = Service.named("orders");

    private static Function<Settings, Service> reader() {
        return settings -> new BalanceReader(settings).read(NONE);
    }

    private static Service read(String yaml) {
        return Yaml.read(yaml, reader());
    }

    @Test
    void whereNothingIsSaidTheDefaultsStay() {
        Service defaults = NONE.zone(ZoneAware.in("a"))
                .slowStart(SlowStart.of(Duration.ofSeconds(9)))
                .subset(Subset.of("a", "b"))
                .subsetting(Subsetting.of(3))
                .balance(Balancer.random());
        Service read = Yaml.read("{}", settings -> new BalanceReader(settings).read(defaults));
        assertThat(read).isEqualTo(defaults);
    }

    @Test
    void subsetsAndWhatStandsInForThem() {
        Map<String, String> v2 = Map.of("version", "v2", "tier", "gold");
        assertThat(read("subset: { version: v2, tier: gold }")).isEqualTo(NONE.subset(Subset.of(v2)));
        assertThat(read("{ subset: { version: v2 }, subsetFallback: any }"))
                .isEqualTo(NONE.subset(Subset.of("version", "v2").orAny()));
        assertThat(read("{ subset: { version: v2 }, subsetFallback: none }"))
                .isEqualTo(NONE.subset(Subset.of("version", "v2")));
        assertThat(read("{ subset: { version: v2 }, subsetFallback: { version: v1 } }"))
                .isEqualTo(NONE.subset(Subset.of("version", "v2").or(Map.of("version", "v1"))));
    }

    @Test
    void zones() {
        assertThat(read("zone: eu-1a")).isEqualTo(NONE.zone(ZoneAware.in("eu-1a")));
        assertThat(read("zone: { own: a, callers: 40, minEndpoints: 3 }"))
                .isEqualTo(NONE.zone(ZoneAware.in("a").callers(40).minEndpoints(3)));
        assertThat(read("zone: \"\"")).isEqualTo(NONE);
    }

    @Test
    void slowStarts() {
        assertThat(read("slowStart: 30s")).isEqualTo(NONE.slowStart(SlowStart.of(Duration.ofSeconds(30))));
        assertThat(read("slowStart: { window: 1m, aggression: 2, minWeight: 5 }"))
                .isEqualTo(NONE.slowStart(
                        SlowStart.of(Duration.ofMinutes(1)).aggression(2).minWeight(5)));
    }

    @Test
    void partsOfLargeFleets() {
        assertThat(read("subsetting: 10")).isEqualTo(NONE.subsetting(Subsetting.of(10)));
        assertThat(read("subsetting: { size: 10, id: edge-7 }"))
                .isEqualTo(NONE.subsetting(Subsetting.of(10).id("edge-7")));
        assertThat(read("subsetting: { size: 10, number: 7 }"))
                .isEqualTo(NONE.subsetting(Subsetting.of(10).number(7)));
    }

    @Test
    void balancersWithTheirParameters() {
        assertThat(balancer("peakEwma")).isEqualTo(Balancer.peakEwma());
        assertThat(balancer("{ peakEwma: { decay: 5s, penalty: 2s } }"))
                .isEqualTo(Balancer.peakEwma().decay(Duration.ofSeconds(5)).penalty(Duration.ofSeconds(2)));
        assertThat(balancer("{ peakEwma: { penalise: false } }"))
                .isEqualTo(Balancer.peakEwma().unpenalised());
        assertThat(balancer("{ ringHash: { header: x-user } }")).isEqualTo(Balancer.ringHash(HashKey.header("x-user")));
        assertThat(balancer("{ ringHash: principal }")).isEqualTo(Balancer.ringHash(HashKey.principal()));
        assertThat(balancer("{ maglev: { cookie: c, boundedLoad: 1.5, tableSize: 1009 } }"))
                .isEqualTo(Balancer.maglev(HashKey.cookie("c")).boundedLoad(1.5).tableSize(1009));
        assertThat(balancer("{ maglev: { query: q, boundedLoad: off } }"))
                .isEqualTo(Balancer.maglev(HashKey.query("q")).unbounded());
        assertThat(balancer("{ rule: random }")).isEqualTo(Balancer.random());
        assertThat(balancer("{ roundRobin: {} }")).isEqualTo(Balancer.roundRobin());
    }

    @Test
    void aKeyOfSeveralPartsIsReadInTurn() {
        String yaml = "{ ringHash: { key: [ { header: x-user, terminal: true }, consumer, { part: address } ] } }";
        assertThat(balancer(yaml))
                .isEqualTo(Balancer.ringHash(
                        HashKey.header("x-user").or(HashKey.consumer().and(HashKey.address()))));
    }

    @Test
    void stickyCookies() {
        assertThat(balancer("{ sticky: shop }"))
                .isEqualTo(Balancer.leastRequest().sticky(StickyCookie.named("shop")));
        assertThat(
                        balancer(
                                "{ sticky: { cookie: shop, ttl: 1h, path: /a, secure: true, sameSite: strict, secret: k, balance: { maglev: address } } }"))
                .isEqualTo(Balancer.maglev(HashKey.address())
                        .sticky(StickyCookie.named("shop")
                                .ttl(Duration.ofHours(1))
                                .path("/a")
                                .secure()
                                .sameSite(StickyCookie.SameSite.STRICT)
                                .key("k")));
    }

    private static Balancer balancer(String yaml) {
        return read("balance: " + yaml).balancer();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            subsetFallback: any                                  | no subset that could be empty
            {subset: {a: b}, subsetFallback: some}               | none of any, none
            subset: v2                                           | block of names and values
            zone: {own: a, callers: 0}                           | above 0
            zone: {own: a, callers: 0.5}                         | percentage
            zone: {own: a, minEndpoints: 0}                      | from 1
            zone: {name: a}                                      | name
            slowStart: {aggression: 2}                           | needs window
            slowStart: {window: 1s, aggression: 0}               | from 0.1
            slowStart: {window: 1s, minWeight: 0.1}              | percentage
            slowStart: [1s, 2s]                                  | one slowStart
            balance: fastest                                     | none of
            balance: ringHash                                    | needs a key
            balance: sticky                                      | needs a cookie
            balance: [random, roundRobin]                        | one balance
            balance: {fastest: {}}                               | balance is one of
            balance: {random: {}, roundRobin: {}}                | balance is one of
            balance: {random: {a: b}}                            | no parameters
            balance: {peakEwma: {decay: 1ms}}                    | 10 ms at least
            balance: {peakEwma: {penalise: false, penalty: 1s}}  | have no penalty
            balance: {ringHash: {}}                              | needs a key
            balance: {ringHash: {header: a, cookie: b}}          | names several
            balance: {ringHash: {header: a, key: address}}       | named twice
            balance: {ringHash: {key: user}}                     | none of
            balance: {ringHash: {header: a, boundedLoad: 0.5}}   | between 1 and 100
            balance: {ringHash: {header: a, boundedLoad: much}}  | factor from 1 to 100
            balance: {ringHash: {header: a, tableSize: 1009}}    | tableSize
            balance: {maglev: {header: a, tableSize: 1000}}      | prime
            balance: {sticky: {cookie: "a b"}}                   | cannot name a cookie
            balance: {sticky: {ttl: 1h}}                         | needs cookie
            balance: {sticky: {cookie: a, balance: {sticky: b}}} | not sticky itself
            subsetting: 0                                        | from 1
            subsetting: {size: 1, id: a, number: 1}              | id or by its number
            """)
    void brokenEntriesAreToldInASentence(String yaml, String fault) {
        assertThat(Yaml.faults(yaml, reader())).isNotEmpty();
        assertThat(List.of(String.join(" ", Yaml.faults(yaml, reader()))))
                .allSatisfy(text -> assertThat(text).contains(fault));
    }

    /** Each with a sentence, none with a stack trace. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "balance: { peakEwma: { penalty: 0s } }",
                "balance: { peakEwma: { penalty: -1s } }",
                "balance: { peakEwma: { decay: 0s } }",
                "balance: { ringHash: { key: [ principal, consumer, address, { header: a }, { header: b }, { header: c },"
                        + " { header: d }, { header: e }, { header: f } ] } }",
                "balance: { ringHash: { header: a, boundedLoad: NaN } }",
                "balance: { ringHash: { header: a, boundedLoad: 0.5 } }",
                "balance: { maglev: { header: a, tableSize: 100 } }",
                "balance: { maglev: { header: a, tableSize: 1 } }",
                "balance: { sticky: { cookie: a, ttl: 0s } }",
                "balance: { sticky: { cookie: \"a b\" } }",
                "balance: { sticky: { cookie: a, path: \"x;y\" } }",
                "balance: { sticky: { cookie: a, balance: { sticky: { cookie: b } } } }",
                "slowStart: 0s",
                "slowStart: { window: 30s, aggression: NaN }",
                "slowStart: { window: 30s, minWeight: 200 }",
                "zone: { own: a, callers: 0.5 }",
                "zone: { own: a, callers: 0 }",
                "zone: { own: a, minEndpoints: 0 }",
                "subsetting: 0",
                "subsetting: { size: 3, id: a, number: 1 }",
                "subset: on",
                "panicThreshold: NaN",
                "panicThreshold: 0.5"
            })
    void whatMakesNoSenseIsAFaultAndNothingElse(String yaml) {
        assertThat(Yaml.faults(yaml, reader())).hasSize(1);
    }
}
