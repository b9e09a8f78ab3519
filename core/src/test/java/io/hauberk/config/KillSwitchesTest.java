package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Caller;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.killswitch.SwitchedOff;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillSwitchesTest {
    private static final String ROUTES = """
            hauberk: 1
            policies: { no-one: { authorize: { allow: [] } } }
            routes:
              - { name: a, match: [ { path: /a } ], filters: [ { ipAccess: { allow: [] } } ], respond: { status: 200 } }
              - { name: b, match: [ { path: /b } ], filters: [ no-one ], respond: { status: 200 } }
              - { name: c, match: [ { path: /c } ], filters: [ { bodyLimit: 1KB } ], respond: { status: 200 } }
            """;

    @TempDir
    Path folder;

    private static String soon() {
        return Instant.now()
                .plus(Duration.ofHours(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private static int status(Hauberk hauberk, String path) throws IOException {
        Request request = Request.get(path).with("Host", "localhost");
        request.exchange().attach(Caller.unknown().withAddress("192.0.2.1"));
        try (Response response = hauberk.gateway().handle(request, it -> Response.of(200))) {
            return response.status();
        }
    }

    @Test
    void aFileSwitchesOffAndItsNextVersionSwitchesOnAgain() throws IOException {
        String until = soon();
        Written written = new Written(folder)
                .write(ROUTES + "killSwitches:\n  - limits\n  - { off: a/ipAccess, until: " + until
                        + ", reason: wrong list }\n  - { off: no-one, until: " + until + " }\n");
        try (Hauberk hauberk = written.loader().load()) {
            assertThat(hauberk.faults()).isEmpty();
            assertThat(status(hauberk, "/a")).isEqualTo(200);
            assertThat(status(hauberk, "/b")).isEqualTo(200);
            assertThat(hauberk.gateway().switchedOff())
                    .contains(new SwitchedOff("a/ipAccess", Instant.parse(until), "wrong list", "file"));
            assertThat(hauberk.explain(Request.get("/a").with("Host", "localhost")))
                    .contains("kill switches: off is", "a/ipAccess until " + until);

            written.write(ROUTES);
            assertThat(hauberk.reload()).isEmpty();
            assertThat(hauberk.gateway().switchedOff()).isEmpty();
            assertThat(status(hauberk, "/a")).isEqualTo(403);
            assertThat(status(hauberk, "/b")).isEqualTo(403);
        }
    }

    @Test
    void whatCodeSwitchedOffOutlivesAReloadAndABadFileChangesNothing() throws IOException {
        Written written = new Written(folder).write(ROUTES);
        try (Hauberk hauberk = written.loader().load()) {
            hauberk.gateway().switchOff("a/ipAccess", Duration.ofHours(1), "");
            written.write(ROUTES + "service: other\n");
            assertThat(hauberk.reload()).isEmpty();
            assertThat(hauberk.generation()).isEqualTo(2);
            assertThat(status(hauberk, "/a")).isEqualTo(200);
            written.write(ROUTES + "killSwitches: [ { off: b/authorize } ]\n");
            assertThat(hauberk.reload()).singleElement().asString().contains("Say until when");
            assertThat(status(hauberk, "/a")).isEqualTo(200);
            assertThat(status(hauberk, "/b")).isEqualTo(403);
        }
    }

    @Test
    void theEnvironmentSwitchesOff() throws IOException {
        Written written = new Written(folder).write(ROUTES);
        written.environment.put("HAUBERK_OFF", "limits, b/authorize until " + soon());
        try (Hauberk hauberk = written.loader().load()) {
            assertThat(status(hauberk, "/a")).isEqualTo(403);
            assertThat(status(hauberk, "/b")).isEqualTo(200);
        }
        written.environment.put("HAUBERK_OFF", "everything");
        assertThatThrownBy(() -> written.loader().load())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("HAUBERK_OFF")
                .hasMessageContaining("There is no switch \"everything\"");
    }

    @Test
    void faultsAreSentencesAtTheirLines() {
        assertThat(faults("[ limitz ]")).contains("There is no switch \"limitz\"", ":7:");
        assertThat(faults("[ { off: a/ipAccess } ]")).contains("Say until when");
        assertThat(faults("[ { off: a/ipAccess, until: 2990-01-01T00:00:00Z } ]"))
                .contains("7 days at most");
        assertThat(faults("[ { off: limits, until: tomorrow } ]")).contains("is no time");
        assertThat(faults("[ { off: limits, until: 2020-01-01T00:00:00Z } ]")).contains("ended", "Remove it");
        assertThat(faults("[ { of: limits } ]")).contains("Did you mean \"off\"");
    }

    private String faults(String switches) {
        var faults = new Written(folder)
                .write(ROUTES + "killSwitches: " + switches + "\n")
                .validate();
        assertThat(faults).hasSize(1);
        return faults.get(0);
    }

    @Test
    void authorizationThatIsOffForEverIsWarnedAbout() {
        assertThat(new Written(folder)
                        .write(ROUTES.replace("allow: [] } }", "allow: [], mode: off } }"))
                        .validate())
                .anyMatch(warning -> warning.contains("nothing says until when"));
    }

    private static final String SERVICES = """
            hauberk: 1
            policies: { slow-down: { throttle: { limit: 1, per: 1h, queue: 0 } } }
            consumers: { acme: { keys: ["sha256:0000000000000000000000000000000000000000000000000000000000000000"], plan: gold } }
            plans: { gold: { rateLimits: [ { limit: 1, per: 1h } ] } }
            serviceDefaults: { filters: [ { ipAccess: { deny: [192.0.2.1] } } ] }
            routes: [ { name: a, match: [ { path: /a } ], to: orders } ]
            services:
              orders: { endpoints: ["http://127.0.0.1:9"], filters: [ slow-down, { rateLimit: { limit: 1, per: 1h } } ] }
              others: { endpoints: ["http://127.0.0.1:9"] }
            """;

    @Test
    void theFiltersOfServicesAndPlansHaveSwitches() {
        Written written = new Written(folder);
        for (String known : new String[] {
            "services/orders/rateLimit",
            "services/orders/throttle",
            "slow-down",
            "plans/rateLimit",
            "{ off: services/others/ipAccess, until: " + soon() + " }"
        }) {
            assertThat(written.write(SERVICES + "killSwitches: [ " + known + " ]\n")
                            .validate())
                    .as(known)
                    .isEmpty();
        }
        assertThat(written.write(SERVICES + "killSwitches: [ services/orders/rateLimits ]\n")
                        .validate())
                .singleElement()
                .asString()
                .contains("There is no switch \"services/orders/rateLimits\"", "services/orders/rateLimit");
        assertThat(written.write(SERVICES + "killSwitches: [ services/others/ipAccess ]\n")
                        .validate())
                .singleElement()
                .asString()
                .contains("Say until when");
    }
}
