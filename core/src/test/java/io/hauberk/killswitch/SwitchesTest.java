package io.hauberk.killswitch;

import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.hauberk.Caller;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.authorize.Authorize;
import io.hauberk.gateway.Gateway;
import io.hauberk.ipaccess.IpAccess;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchesTest {
    private static final Handler APPLICATION = request -> Response.ok("application");
    private static final Duration HOUR = Duration.ofHours(1);

    private final VirtualTime time = VirtualTime.moving();
    private final Switches switches = Switches.by(time, time);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Filter shared = Authorize.role("admin");
    private final Gateway gateway = Gateway.builder()
            .switches(switches)
            .metrics(meters)
            .policy("admins-only", shared)
            .use(IpAccess.deny("192.0.2.66"))
            .route(
                    "limited",
                    List.of(path("/limited")),
                    route -> route.use(RateLimit.of(1, Duration.ofDays(1))).handle(APPLICATION))
            .route(
                    "closed",
                    List.of(path("/closed")),
                    route -> route.use(Authorize.allow()).handle(APPLICATION))
            .route("admin", List.of(path("/admin")), route -> route.use(shared).handle(APPLICATION))
            .route(
                    "admin-too",
                    List.of(path("/admin-too")),
                    route -> route.use(shared).handle(APPLICATION))
            .build();

    private Request send(String target) throws IOException {
        Request request = Request.get(target);
        request.exchange().attach(Caller.unknown().withAddress("192.0.2.1"));
        try (Response response = gateway.handle(request, APPLICATION)) {
            request.exchange().record(Decision.of("test", Outcome.APPLIED, "status " + response.status()));
        }
        return request;
    }

    private int status(String target) throws IOException {
        List<Decision> all = send(target).exchange().decisions();
        String rule = all.get(all.size() - 1).rule();
        return Integer.parseInt(rule.substring(7));
    }

    private double gauge(String what) {
        return meters.get("hauberk.switches.off").tag("what", what).gauge().value();
    }

    @Test
    void limitsAreOffAsAWholeUntilTheirTimeIsOver() throws IOException {
        assertThat(status("/limited")).isEqualTo(200);
        assertThat(status("/limited")).isEqualTo(429);
        gateway.switchOff("limits", HOUR, "the limiter is broken");
        assertThat(send("/limited").exchange().decisions())
                .contains(new Decision("rateLimit", Outcome.SKIPPED, "kill-switch", "limits"));
        assertThat(status("/limited")).isEqualTo(200);
        assertThat(status("/closed")).as("authorization is not a limit").isEqualTo(403);
        time.advance(HOUR.minusMillis(1));
        assertThat(status("/limited")).isEqualTo(200);
        time.advance(Duration.ofMillis(1));
        assertThat(status("/limited")).isEqualTo(429);
        assertThat(gateway.switchedOff()).isEmpty();
    }

    @Test
    void authorizationIsOffOneByOneOnly() throws IOException {
        gateway.switchOff("closed/authorize", HOUR, "");
        assertThat(status("/closed")).isEqualTo(200);
        assertThat(status("/admin")).isEqualTo(401);
        gateway.switchOn("closed/authorize");
        assertThat(status("/closed")).isEqualTo(403);
    }

    @Test
    void aPolicyIsOffWhereverItStands() throws IOException {
        gateway.switchOff("admins-only", HOUR, "");
        assertThat(status("/admin")).isEqualTo(200);
        assertThat(status("/admin-too")).isEqualTo(200);
        assertThat(status("/closed")).isEqualTo(403);
    }

    @Test
    void aCommonFilterIsOffByItsName() throws IOException {
        Request stranger = Request.get("/admin-too");
        stranger.exchange().attach(Caller.unknown().withAddress("192.0.2.66"));
        gateway.switchOff("filters/ipAccess", HOUR, "");
        gateway.handle(stranger, APPLICATION).close();
        assertThat(stranger.exchange().decisions())
                .contains(new Decision("ipAccess", Outcome.SKIPPED, "kill-switch", "filters/ipAccess"));
    }

    @Test
    void whatDoesNotExistOrHasNoEndCannotBeSwitchedOff() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gateway.switchOff("closed/autorize", HOUR, ""))
                .withMessageContaining("There is no switch \"closed/autorize\"")
                .withMessageContaining("closed/authorize");
        assertThatIllegalArgumentException().isThrownBy(() -> gateway.switchOff("authentication", HOUR, ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gateway.switchOff("filters/hardening", HOUR, ""))
                .withMessageContaining("mode: off");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gateway.switchOff("closed/authorize", Duration.ofDays(8), ""))
                .withMessageContaining("7 days at most");
        assertThatIllegalArgumentException().isThrownBy(() -> gateway.switchOff("limits", Duration.ZERO, ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gateway.obey("file", List.of(new SwitchedOff("closed/authorize", null, "", "file"))))
                .withMessageContaining("Say until when");
        assertThatNoException()
                .isThrownBy(() -> gateway.obey("file", List.of(new SwitchedOff("limits", null, "", "file"))));
    }

    @Test
    void oneSourceDoesNotSwitchOnWhatAnotherSwitchesOff() throws IOException {
        status("/limited");
        gateway.obey("environment", List.of(new SwitchedOff("limits", null, "", "environment")));
        gateway.switchOff("limits", HOUR, "");
        gateway.switchOn("limits");
        assertThat(status("/limited")).isEqualTo(200);
        gateway.obey("environment", List.of());
        assertThat(status("/limited")).isEqualTo(429);
    }

    @Test
    void theGaugeIsOneWhileItIsOff() {
        gateway.start();
        gateway.switchOff("traffic", HOUR, "");
        assertThat(gauge("traffic")).isEqualTo(1);
        time.advance(HOUR);
        assertThat(gauge("traffic")).isZero();
    }

    @Test
    void explainTellsWhatIsOff() {
        gateway.switchOff("closed/authorize", HOUR, "wrong rule");
        assertThat(gateway.explain(Request.get("/closed")).toString())
                .contains(
                        "authorize(",
                        "[switched off: closed/authorize until 2026-01-01T13:00:00Z (wrong rule), by code]");
    }

    @Test
    void theTimerEndsWithTheLastSwitch() {
        gateway.switchOff("limits", HOUR, "");
        assertThat(switches.reminds()).isTrue();
        time.advance(HOUR);
        switches.remind();
        assertThat(switches.reminds()).isFalse();
    }

    @Test
    void theEnvironmentSaysWhatAndUntilWhen() {
        assertThat(EnvironmentSwitches.read("limits,  orders/jwt until 2026-12-01T12:00:00Z ,"))
                .containsExactly(
                        new SwitchedOff("limits", null, "", "environment"),
                        new SwitchedOff("orders/jwt", Instant.parse("2026-12-01T12:00:00Z"), "", "environment"));
        assertThat(EnvironmentSwitches.read(null)).isEmpty();
        assertThat(EnvironmentSwitches.read(" ")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EnvironmentSwitches.read("limits until tomorrow"))
                .withMessageContaining("HAUBERK_OFF");
    }

    @Test
    void ofTheEnvironmentAGatewayAndAMeshEachTakeWhatIsTheirs() {
        String text = "limits, orders/rateLimit, some-policy, services/orders/throttle";
        assertThat(EnvironmentSwitches.ofGateway(text))
                .extracting(SwitchedOff::what)
                .containsExactly("limits", "orders/rateLimit", "some-policy");
        assertThat(EnvironmentSwitches.ofServices(text))
                .extracting(SwitchedOff::what)
                .containsExactly("limits", "services/orders/throttle");
    }

    @Test
    void aTimeBeyondMeasureIsNoFault() throws IOException {
        gateway.switchOff("limits", Duration.ofSeconds(Long.MAX_VALUE), "");
        assertThat(status("/limited")).isEqualTo(200);
        assertThat(status("/limited")).isEqualTo(200);
    }
}
