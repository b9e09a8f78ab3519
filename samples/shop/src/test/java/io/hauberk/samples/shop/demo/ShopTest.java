package io.hauberk.samples.shop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.hauberk.samples.shop.Shop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo in a few seconds: all of its scenes, with real sockets, and a second of load around each event. */
class ShopTest {
    private static final Pace SHORT = new Pace(Duration.ofSeconds(4), 60, Duration.ofSeconds(1), false);

    private static Map<String, Object> json;
    private static boolean held;
    private static String told;

    @BeforeAll
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // A busy machine is slow at all of it.
    static void runTheDemo(@TempDir Path folder) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(out, true, StandardCharsets.UTF_8));
        Path file = folder.resolve("demo.json");
        try (Shop shop = new Shop(folder)) {
            Demo demo = new Demo(shop, screen, SHORT);
            demo.run();
            demo.write(file);
        }
        held = screen.held();
        told = out.toString(StandardCharsets.UTF_8);
        json = JSONObjectUtils.parse(Files.readString(file));
    }

    @Test
    void everythingThatTheDemoClaimsHolds() {
        assertThat(held).as(told).isTrue();
    }

    @Test
    void whoMayNotComeInIsToldWhy() {
        assertThat(part("statuses")).as(told).containsKeys("401", "403", "429", "504");
        assertThat(told)
                .contains("\"reason\":\"unauthenticated\"")
                .contains("\"reason\":\"insufficient-scope\"")
                .contains("\"reason\":\"rate-limited\"")
                .contains("Retry-After: 1");
    }

    @Test
    void allInstancesHaveTheirShare() {
        assertThat(part("spread")).as(told).containsOnlyKeys("catalog-1", "catalog-2", "catalog-3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "rotation", "reload"})
    void noRequestFailsWhateverHappens(String event) {
        assertThat(number(event, "requests")).as(told).isGreaterThan(100);
        assertThat(number(event, "failed")).as(told).isZero();
    }

    @Test
    void theDeadlineOfTheEdgeStopsTheWorkTwoServicesAway() {
        assertThat(part("deadline")).as(told).containsEntry("workStopped", true);
        assertThat(number("deadline", "tookMillis")).as(told).isGreaterThanOrEqualTo(number("deadline", "limitMillis"));
    }

    @Test
    void eachWayOfAskingWasMeasured() {
        assertThat(part("latency")).as(told).containsOnlyKeys("direct", "guard", "mesh", "gateway");
    }

    private static Map<String, Object> part(String name) {
        try {
            return JSONObjectUtils.getJSONObject(json, name);
        } catch (java.text.ParseException e) {
            throw new AssertionError(name + " is missing in demo.json", e);
        }
    }

    private static long number(String part, String name) {
        return ((Number) part(part).get(name)).longValue();
    }
}
