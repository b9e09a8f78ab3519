package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Caller;
import io.hauberk.Request;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
    private static final String FILE = """
            hauberk: 1
            network: { trustedProxies: [10.0.0.0/8] }
            issuers:
              corp: { issuer: "https://id.test", audience: [a], keys: "http://127.0.0.1:9/keys", algorithms: [RS256] }
            consumers: { acme: { subjects: ["https://id.test/acme"] } }
            filters: [ { ipAccess: { deny: [203.0.113.0/24], allow: [192.0.2.0/24, 2001:db8::/32] } } ]
            routes:
              - name: orders
                match: [ { path: "/orders/**" } ]
                filters:
                  - rateLimit: { limit: 9, per: 1s, by: [ address, route ] }
                  - jwt: { issuer: corp }
                  - authorize:
                      deny:
                        - { name: no-admin, paths: [/orders/admin/**] }
                        - { name: no-mallory, principals: [mallory] }
                        - { name: no-debug, headers: { x-debug: ["*"] } }
                      allow:
                        - { name: readers, methods: [GET], scopes: [orders:read] }
                        - { name: inside, addresses: [192.0.2.7] }
                  - rateLimit: { limit: 5, per: 1s }
                  - quota: { limit: 9, per: day, by: { claim: org } }
                to: orders
              - name: nobody
                match: [ { path: /nobody } ]
                filters:
                  - authorize: { allow: [ { name: known, principals: ["*"] } ] }
                  - rateLimit: { limit: 5, per: 1s }
                respond: { status: 200 }
            services:
              orders: { endpoints: ["http://127.0.0.1:9"], filters: [ { rateLimit: { limit: 7, per: 1s, by: address } } ] }
            """;

    @TempDir
    Path folder;

    private String explain(Request request, String address) {
        request.exchange().attach(Caller.unknown().withAddress(address));
        return new Written(folder).write(FILE).loader().explain(request.with("Host", "localhost"));
    }

    @Test
    void theRuleThatWouldDecideIsToldWithItsValuesAndWhatDependsOnTheCaller() {
        assertThat(explain(Request.get("/orders/1"), "192.0.2.8"))
                .containsSubsequence(
                        "client: 192.0.2.8",
                        "ipAccess",
                        "      192.0.2.8 passes: allow 192.0.2.0/24",
                        "rateLimit",
                        "      9-per-1s counts by address 192.0.2.8 and route orders",
                        "jwt",
                        "authorize",
                        "      no-admin does not fit: paths [/orders/admin/**] (/orders/1) does not hold",
                        "      no-mallory fits if the caller, who is not known here, has principals [mallory]",
                        "      no-debug does not fit: headers x-debug [*] does not hold",
                        "      readers fits if the caller, who is not known here, has scopes [orders:read]: methods [GET] (GET)",
                        "      inside does not fit: addresses [192.0.2.7/32] (192.0.2.8) does not hold",
                        "      so it depends on who calls; where no allow rule fits, it is refused",
                        "      5-per-1s counts by the caller's consumer, else the caller's principal, else address 192.0.2.8",
                        "      9-per-day counts by the caller's claim org, else address 192.0.2.8",
                        "each call passes rateLimit",
                        "      7-per-1s counts by address 192.0.2.8");
    }

    @Test
    void whatIsDecidedWhoeverCallsIsToldSo() {
        assertThat(explain(Request.get("/orders/admin/x"), "192.0.2.8"))
                .contains("no-admin fits: paths [/orders/admin/**] (/orders/admin/x)")
                .contains("so it is refused with 403 by no-admin")
                .doesNotContain("readers fits");
        assertThat(explain(Request.of("POST", "/orders/1"), "192.0.2.7"))
                .contains("readers does not fit: methods [GET] (POST) does not hold")
                .contains("inside fits: addresses [192.0.2.7/32] (192.0.2.7)")
                .contains("so it passes by inside, unless a deny rule refuses");
        assertThat(explain(Request.of("POST", "/orders/1"), "192.0.2.8")).contains("so it is refused with 403 by");
        assertThat(explain(Request.get("/orders/1"), "203.0.113.9"))
                .contains("203.0.113.9 is refused with 403 by deny 203.0.113.0/24");
        assertThat(explain(Request.get("/orders/1").with("x-debug", "s3cret"), "192.0.2.8"))
                .contains("so it is refused with 403 by no-debug")
                .doesNotContain("s3cret");
    }

    @Test
    void whereNothingFindsOutWhoCallsThatIsKnown() {
        assertThat(explain(Request.get("/nobody"), "192.0.2.8"))
                .contains("known does not fit: principals [*] does not hold")
                .contains("so it is refused with 401 by no-allow-rule")
                .contains("5-per-1s counts by address 192.0.2.8");
    }

    @Test
    void theClientIsTheOneWhomTrustedProxiesTell() {
        assertThat(explain(Request.get("/orders/1").with("X-Forwarded-For", "192.0.2.9"), "10.0.0.1"))
                .contains("client: 192.0.2.9", "192.0.2.9 passes: allow 192.0.2.0/24");
        assertThat(explain(Request.get("/orders/1").with("X-Forwarded-For", "192.0.2.9"), "11.0.0.1"))
                .contains("client: 11.0.0.1", "11.0.0.1 is refused with 403 by no-allow-network");
    }
}
