package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people send to get around rules, through gateways in real containers that refuse as little as they can. */
class AuthorizationAttacksTest {
    private static final String RULES = """
            hauberk: 1
            routes:
              - name: inside
                match: [ { path: "/inside/**" } ]
                filters: [ { ipAccess: { allow: [10.0.0.0/8] } } ]
              - name: reading
                match: [ { path: "/reading/**" } ]
                filters: [ { authorize: { allow: [ { name: secret-readers-rule, methods: [GET] } ] } } ]
              - name: kept
                match: [ { path: "/kept/**" } ]
                encodedSlash: keep
                filters: [ { authorize: { deny: [ { paths: [/kept/admin/**] } ] } } ]
              - name: plans
                match: [ { path: "/plans/**" } ]
                filters: [ { authorize: { allow: [ { headers: { x-plan: [ "gold*" ] } } ] } } ]
              - name: all
                match: [ { path: "/open/**" }, { path: "/admin/**" } ]
                filters:
                  - authorize:
                      deny:
                        - { name: secret-admin-rule, paths: [/admin/**] }
                        - { name: no-internal-host, hosts: [internal.test] }
                        - { name: no-writes, methods: [DELETE, GET], paths: [/open/fixed] }
                        - { name: no-debug, headers: { x-debug: [all] } }
                        - { name: no-trial, headers: { x-plan: [ "trial*" ] } }
            """;

    @TempDir
    Path folder;

    /** A gateway with rules before a servlet that answers everything. */
    private final class Guarded implements AutoCloseable {
        private final Hauberk hauberk;
        private final Container.Running running;

        Guarded(Container container, String yaml) throws Exception {
            hauberk = Hauberk.loader(Files.writeString(folder.resolve("hauberk.yaml"), yaml))
                    .unwatched()
                    .load();
            running = container.start(context -> {
                HauberkFilter.install(context, hauberk.gateway());
                context.addServlet("all", new Reached()).addMapping("/*");
            });
        }

        RawMessage send(String line, String... fields) throws IOException {
            return sendTo("localhost", line, fields);
        }

        RawMessage sendTo(String host, String line, String... fields) throws IOException {
            List<String> head = new ArrayList<>(List.of(line, "Host: " + host, "Connection: close"));
            head.addAll(List.of(fields));
            try (RawHttp http = RawHttp.connect(running.port())) {
                http.send(String.join("\r\n", head) + "\r\n\r\n");
                return http.readHead();
            }
        }

        @Override
        public void close() throws Exception {
            running.close();
            hauberk.close();
        }
    }

    @SuppressWarnings("serial")
    private static final class Reached extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            response.setHeader("x-reached", "yes");
        }
    }

    private static void stays(RawMessage answer, String what) {
        assertThat(answer.header("x-reached")).as(what).isNull();
        assertThat(answer.status()).as(what).isBetween(400, 501);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void noSpellingOfAPathGetsAroundADenyRule(Container container) throws Exception {
        try (Guarded guarded = new Guarded(container, RULES)) {
            assertThat(guarded.send("GET /open/x HTTP/1.1").header("x-reached")).isEqualTo("yes");
            for (String path : List.of(
                    "/admin",
                    "/admin/",
                    "/admin/users?x=/open",
                    "//admin",
                    "/open//admin",
                    "/./admin",
                    "/open/../admin",
                    "/open/%2e%2e/admin",
                    "/open/..%2fadmin",
                    "/open/..;/admin",
                    "/open;/../admin",
                    "/%61dmin",
                    "/%2561dmin",
                    "/admin%2fusers",
                    "/admin;x=1",
                    "/admin%00",
                    "/admin%5cusers",
                    "\\admin",
                    "/open/..\\admin",
                    "/admin%",
                    "/%c0%afadmin",
                    "/open/%c0%ae%c0%ae/admin",
                    "http://localhost/admin",
                    "http://other/admin")) {
                stays(guarded.send("GET " + path + " HTTP/1.1"), path);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anEncodedSlashThatIsKeptDoesNotHideAPathFromADenyRule(Container container) throws Exception {
        try (Guarded guarded = new Guarded(container, RULES)) {
            assertThat(guarded.send("GET /kept/a%2Fb HTTP/1.1").header("x-reached"))
                    .isEqualTo("yes");
            stays(guarded.send("GET /kept/admin%2Fusers HTTP/1.1"), "upper case");
            stays(guarded.send("GET /kept/admin%2fusers HTTP/1.1"), "lower case");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void noMethodSlipsThroughARuleForAnother(Container container) throws Exception {
        try (Guarded guarded = new Guarded(container, RULES)) {
            assertThat(guarded.send("GET /reading HTTP/1.1").header("x-reached"))
                    .isEqualTo("yes");
            for (String method :
                    List.of("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "get", "TRACE", "QUERY", "GETT")) {
                stays(guarded.send(method + " /reading HTTP/1.1", "Content-Length: 0"), method);
            }
            for (String field : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
                stays(guarded.send("POST /reading?_method=GET HTTP/1.1", field + ": GET", "Content-Length: 0"), field);
            }
            stays(guarded.send("HEAD /open/fixed HTTP/1.1"), "HEAD of what GET is denied");
            stays(guarded.send("GET /open/fixed/ HTTP/1.1"), "a slash at the end");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void nobodyChoosesTheAddressThatRulesSee(Container container) throws Exception {
        try (Guarded guarded = new Guarded(container, RULES)) {
            for (String field : List.of(
                    "X-Forwarded-For: 10.0.0.1",
                    "Forwarded: for=10.0.0.1",
                    "X-Real-IP: 10.0.0.1",
                    "True-Client-IP: 10.0.0.1",
                    "X_Forwarded_For: 10.0.0.1",
                    "X-Client-IP: 10.0.0.1")) {
                stays(guarded.send("GET /inside HTTP/1.1", field), field);
            }
        }
        String proxied = "network: { trustedProxies: [127.0.0.1] }\n";
        try (Guarded guarded = new Guarded(container, RULES + proxied)) {
            assertThat(guarded.send("GET /inside HTTP/1.1", "X-Forwarded-For: 10.0.0.1")
                            .header("x-reached"))
                    .isEqualTo("yes");
            assertThat(guarded.send("GET /inside HTTP/1.1", "X-Forwarded-For: ::ffff:10.0.0.1")
                            .header("x-reached"))
                    .isEqualTo("yes");
            stays(guarded.send("GET /inside HTTP/1.1", "X-Forwarded-For: 10.0.0.1, 192.0.2.1"), "the left-most");
            stays(
                    guarded.send("GET /inside HTTP/1.1", "X-Forwarded-For: 10.0.0.1", "Forwarded: for=192.0.2.1"),
                    "both");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void noSpellingOfAHostOrAHeaderGetsAroundADenyRule(Container container) throws Exception {
        try (Guarded guarded = new Guarded(container, RULES)) {
            for (String host : List.of("internal.test", "INTERNAL.test", "internal.test.", "internal.test:8080")) {
                stays(guarded.sendTo(host, "GET /open/x HTTP/1.1"), host);
            }
            stays(guarded.send("GET /open/x HTTP/1.1", "x-debug: all"), "one value");
            stays(guarded.send("GET /open/x HTTP/1.1", "X-Debug: none", "x-debug: all"), "two lines");
            stays(guarded.send("GET /open/x HTTP/1.1", "X-Debug: none, all"), "a list");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void noSecondValueOfAHeaderRidesOnTheStarOfAnother(Container container) throws Exception {
        try (Guarded guarded = new Guarded(container, RULES)) {
            for (String value : List.of("gold", "golden", "gold-1, gold-2")) {
                assertThat(guarded.send("GET /plans/x HTTP/1.1", "X-Plan: " + value)
                                .header("x-reached"))
                        .as(value)
                        .isEqualTo("yes");
            }
            for (String value : List.of("gold, evil", "gold,evil", "evil, gold", "gold ,evil, gold", "evil", ",")) {
                stays(guarded.send("GET /plans/x HTTP/1.1", "X-Plan: " + value), value);
            }
            stays(guarded.send("GET /plans/x HTTP/1.1", "X-Plan: gold", "x-plan: evil"), "two lines");
            stays(guarded.send("GET /plans/x HTTP/1.1", "X-Plan: gold", "x-plan: gold, evil"), "a list in one of them");
            for (String value : List.of("trial", "gold, trial-7", "trial-7, gold", "gold,trial")) {
                stays(guarded.send("GET /open/x HTTP/1.1", "X-Plan: " + value), value);
            }
            stays(guarded.send("GET /open/x HTTP/1.1", "X-Plan: gold", "x-plan: gold, trial"), "the last of them");
            assertThat(guarded.send("GET /open/x HTTP/1.1", "X-Plan: gold, silver")
                            .header("x-reached"))
                    .isEqualTo("yes");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aRefusalTellsNothingOfItsRule(Container container) throws Exception {
        try (Guarded guarded = new Guarded(container, RULES)) {
            for (String line : List.of("GET /admin HTTP/1.1", "POST /reading HTTP/1.1", "GET /inside HTTP/1.1")) {
                try (RawHttp http = RawHttp.connect(guarded.running.port())) {
                    http.send(line + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                    RawMessage answer = http.readResponse();
                    assertThat(answer.status()).isEqualTo(403);
                    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                    assertThat(answer.text())
                            .contains("\"status\":403")
                            .doesNotContain("secret", "rule", "10.0.0", "authorize", "ipAccess");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatMatchesNoRouteIsRefusedUnlessTheFileSaysOtherwise(Container container) throws Exception {
        try (Guarded guarded = new Guarded(container, RULES)) {
            RawMessage answer = guarded.send("GET /elsewhere HTTP/1.1");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("x-reached")).isNull();
        }
        try (Guarded guarded = new Guarded(container, RULES + "unmatched: pass\n")) {
            assertThat(guarded.send("GET /elsewhere HTTP/1.1").header("x-reached"))
                    .isEqualTo("yes");
            stays(guarded.send("GET /admin HTTP/1.1"), "a route that matches");
        }
    }
}
