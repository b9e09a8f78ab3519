package io.hauberk.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;

/** The report: which benchmarks make up a group, and the aims for them. */
final class Rows {
    private static final Map<String, List<Row>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("router", router());
        GROUPS.put("limiter", limiter());
        GROUPS.put("filters", filters());
        GROUPS.put("redis", redis());
        GROUPS.put("token", token());
        GROUPS.put("metrics", metrics());
        GROUPS.put("balance", balance());
        GROUPS.put("inbound", inbound());
        GROUPS.put("outbound", outbound());
    }

    private Rows() {}

    /** The groups, in the order in which they are run. */
    static Map<String, List<Row>> groups() {
        return GROUPS;
    }

    /** How rows name a benchmark: {@code Router.match 10}. */
    static String key(BenchmarkParams params) {
        String name = params.getBenchmark();
        String type = name.substring(0, name.lastIndexOf('.'));
        StringBuilder key = new StringBuilder(type.substring(type.lastIndexOf('.') + 1))
                .append(name.substring(name.lastIndexOf('.')));
        params.getParamsKeys().forEach(k -> key.append(' ').append(params.getParam(k)));
        return key.toString().replace("Benchmark.", ".");
    }

    private static List<Row> router() {
        return List.of(
                Row.of("match among 10 routes", "Router.match 10").beside("Router.hashMap 10"),
                Row.of("match among 1,000", "Router.match 1000").beside("Router.hashMap 1000"),
                Row.of("match among 10,000", "Router.match 10000")
                        .beside("Router.hashMap 10000")
                        .aim("<= 120 ns", (own, other) -> own.nanos() <= 120),
                Row.of("index of 10 built", "Router.build 10"),
                Row.of("index of 1,000 built", "Router.build 1000"),
                Row.of("index of 10,000 built", "Router.build 10000")
                        .aim("< 150 ms", (own, other) -> own.nanos() < 150e6),
                Row.of("file of 10 loaded", "File.load 10"),
                Row.of("file of 10,000 loaded", "File.load 10000").aim("< 1 s", (own, other) -> own.nanos() < 1e9),
                Row.of("(hash map of 10)", "Router.hashMap 10"),
                Row.of("(hash map of 1,000)", "Router.hashMap 1000"),
                Row.of("(hash map of 10,000)", "Router.hashMap 10000"));
    }

    private static List<Row> limiter() {
        List<Row> rows = new ArrayList<>();
        Row.Test third = (own, other) -> own.nanos() <= 0.35 * other.nanos() && own.bytes() < 0.5;
        for (String keys : List.of("1", "100000")) {
            String peer = "Limiter.bucket4j " + keys;
            String label = keys.equals("1") ? ", 1 key" : ", 100,000 keys";
            Row gcra = Row.of("GCRA" + label, "Limiter.gcra " + keys).beside(peer);
            rows.add(keys.equals("1") ? gcra : gcra.aim("<= 0.35x, 0 B", third));
            rows.add(Row.of("sliding window" + label, "Limiter.sliding " + keys).beside(peer));
            rows.add(Row.of("fixed window" + label, "Limiter.fixed " + keys).beside(peer));
            rows.add(Row.of("GCRA, whole filter" + label, "Limiter.filter " + keys));
            rows.add(Row.of("(Bucket4j in Caffeine" + label + ")", peer));
            rows.add(Row.of("(Resilience4j in Caffeine" + label + ")", "Limiter.resilience4j " + keys)
                    .beside(peer));
            rows.add(Row.of("(Caffeine get" + label + ")", "Limiter.caffeine " + keys)
                    .beside(peer));
        }
        return rows;
    }

    private static List<Row> filters() {
        List<Row> rows = new ArrayList<>();
        for (String keys : List.of("1", "100000")) {
            String none = "Callers.none " + keys;
            String label = keys.equals("1") ? ", 1 key" : ", 100,000 keys";
            rows.add(Row.of("rateLimit" + label, "Callers.rateLimit " + keys).beside(none));
            rows.add(Row.of("throttle" + label, "Callers.throttle " + keys).beside(none));
            rows.add(Row.of("quota" + label, "Callers.quota " + keys).beside(none));
            rows.add(Row.of("(no filter" + label + ")", none));
        }
        String none = "InFlight.none";
        rows.add(Row.of("concurrencyLimit", "InFlight.fixed").beside("InFlight.bulkhead"));
        rows.add(Row.of("concurrencyLimit, 1,000 callers", "InFlight.each").beside(none));
        rows.add(Row.of("concurrencyLimit, gradient", "InFlight.gradient").beside(none));
        rows.add(Row.of("concurrencyLimit, vegas", "InFlight.vegas").beside(none));
        rows.add(Row.of("concurrencyLimit, aimd", "InFlight.aimd").beside(none));
        rows.add(Row.of("(Resilience4j bulkhead)", "InFlight.bulkhead").beside(none));
        rows.add(Row.of("(no filter, answer ends)", none));
        return rows;
    }

    private static List<Row> redis() {
        return List.of(
                Row.of("exact", "Redis.exact").beside("Redis.bucket4j"),
                Row.of("1,000 leased", "Redis.leased").beside("Redis.bucket4j"),
                Row.of("(Bucket4j with Lettuce)", "Redis.bucket4j"),
                Row.of("(PING)", "Redis.ping").beside("Redis.bucket4j"),
                Row.of("exact, 8 threads", "Redis.exactByEight").beside("Redis.bucket4jByEight"),
                Row.of("1,000 leased, 8 threads", "Redis.leasedByEight").beside("Redis.bucket4jByEight"),
                Row.of("(Bucket4j with Lettuce, 8 threads)", "Redis.bucket4jByEight"));
    }

    private static List<Row> token() {
        String spring = "Verify.spring RS256";
        return List.of(
                Row.of("hit", "Token.hit").beside(spring).aim("<= 250 ns", (own, other) -> own.nanos() <= 250),
                Row.of("hit, whole filter", "Token.filter").beside(spring),
                Row.of("RS256: parse, verify, check", "Verify.ours RS256").beside(spring),
                Row.of("ES256: parse, verify, check", "Verify.ours ES256").beside("Verify.spring ES256"),
                Row.of("(Spring Security, RS256)", spring),
                Row.of("(Spring Security, ES256)", "Verify.spring ES256"),
                Row.of("(Nimbus, RS256)", "Verify.nimbus RS256").beside(spring),
                Row.of("(Nimbus, ES256)", "Verify.nimbus ES256").beside("Verify.spring ES256"),
                Row.of("(the fresh string in a hit)", "Token.string"));
    }

    private static List<Row> metrics() {
        return List.of(
                Row.of("duration and active, of the floor", "Metrics.undecidedMeasured")
                        .beside("Metrics.undecidedUnmeasured")
                        .aim("<= 100 ns more", (own, other) -> own.nanos() - other.nanos() <= 100),
                Row.of("with four decisions, of the floor", "Metrics.measured").beside("Metrics.unmeasured"),
                Row.of("(floor without decisions)", "Metrics.undecidedUnmeasured"),
                Row.of("(floor with four decisions)", "Metrics.unmeasured"),
                Row.of("(Micrometer look-up each time)", "Metrics.micrometerLookUp"),
                Row.of("(a Micrometer timer kept)", "Metrics.micrometerRecord"));
    }

    private static List<Row> balance() {
        List<Row> rows = new ArrayList<>();
        for (String balancer : List.of("roundRobin", "leastRequest", "peakEwma", "ringHash", "maglev", "random")) {
            for (String endpoints : List.of("3", "100", "10000")) {
                rows.add(Row.of(balancer + " among " + endpoints, "Balancer.pick " + balancer + ' ' + endpoints)
                        .beside("Balancer.pick random " + endpoints)
                        .aim("0 B", (own, other) -> own.bytes() < 0.5));
            }
        }
        return rows;
    }

    private static List<Row> inbound() {
        return List.of(
                Row.of("whole chain", "Inbound.chain")
                        .beside("Inbound.tokenHit")
                        .aim(
                                "<= 12x, <= 2,560 B",
                                (own, other) -> own.nanos() <= 12 * other.nanos() && own.bytes() <= 2560),
                Row.of("forwarding only", "Inbound.forwardingOnly").beside("Inbound.tokenHit"),
                Row.of("empty gateway", "Inbound.emptyGateway").beside("Inbound.tokenHit"),
                Row.of("(no gateway)", "Inbound.noGateway").beside("Inbound.tokenHit"),
                Row.of("(one cached token)", "Inbound.tokenHit"));
    }

    private static List<Row> outbound() {
        Row.Test little = (own, other) -> own.nanos() - other.nanos() <= 800 && own.bytes() - other.bytes() <= 819;
        return List.of(
                Row.of("mesh.okHttp(), answered by a stub", "Outbound.meshOkHttp")
                        .beside("Outbound.okHttp")
                        .aim("<= 800 ns, <= 819 B more", little),
                Row.of("(OkHttp, the same stub)", "Outbound.okHttp"),
                Row.of("mesh.service(..), memory socket", "Transport.meshService")
                        .beside("Transport.okHttpTuned")
                        .aim("<= 800 ns, <= 819 B more", little),
                Row.of("mesh.okHttp(), memory socket", "Transport.meshOkHttp")
                        .beside("Transport.okHttpTuned")
                        .aim("<= 800 ns, <= 819 B more", little),
                Row.of("(OkHttp tuned, memory socket)", "Transport.okHttpTuned"),
                Row.of("(OkHttp's defaults, memory socket)", "Transport.okHttp"));
    }
}
