package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.config.Fault;
import io.hauberk.config.Hauberk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and rules as a configuration file has them, through a whole gateway. */
class JwtYamlTest {
    private static final Signer CORP = Signer.curve("k1");
    private static final Signer PARTNER = Signer.rsa("k2");
    private static final String FILE = """
            hauberk: 1
            issuers:
              corp: { issuer: "https://id.acme.test", audience: [orders], keys: corp.json, algorithms: [RS256, ES256] }
              partner: { issuer: "https://partner.test", audience: orders, keys: partner.json }
            routes:
              - name: orders
                match: [ { path: "/orders/**" } ]
                filters:
                  - jwt: { issuer: [corp, partner], claimHeaders: { x-user: sub } }
                  - authorize: { allow: [ { scopes: [orders:read], methods: [GET] } ] }
              - name: open
                match: [ { path: /open } ]
                filters:
                  - jwt: { issuer: corp, required: false, from: { cookie: session } }
              - name: trial
                match: [ { path: /trial } ]
                filters:
                  - jwt: { issuer: corp, mode: shadow }
                  - authorize: { allow: [ { roles: [admin] } ], mode: shadow }
            """;

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        Files.writeString(folder.resolve("corp.json"), Signer.set(CORP));
        Files.writeString(folder.resolve("partner.json"), Signer.set(PARTNER));
        return Files.writeString(folder.resolve("hauberk.yaml"), text);
    }

    private static Request request(String method, String path, String... headers) {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withAddress("192.0.2.1"));
        return Request.of(exchange, method, "http", "localhost", path, null, Headers.of(headers), Body.empty());
    }

    private static String token(Signer signer, String issuer, String scope) {
        Map<String, Object> claims = new HashMap<>(Signer.claims(Instant.now()));
        claims.put("iss", issuer);
        claims.put("scope", scope);
        return signer.token(claims);
    }

    @Test
    void aFileGuardsRoutesByTokensAndRules() throws IOException {
        String reader = "Bearer " + token(CORP, Signer.ISSUER, "orders:read");
        String partner = "Bearer " + token(PARTNER, "https://partner.test", "orders:read");
        String other = "Bearer " + token(CORP, Signer.ISSUER, "orders:list");
        try (Hauberk hauberk = Hauberk.load(file(FILE))) {
            Answers answers = (method, path, headers) -> hauberk.gateway()
                    .handle(
                            request(method, path, headers),
                            inner -> Response.ok(String.valueOf(inner.header("x-user"))));

            // Keys are read in the background, and nobody waits for them for ever.
            for (String bearer : List.of(reader, partner)) {
                while (answers.of("GET", "/orders/1", "Authorization", bearer).status() == 503) {
                    Thread.onSpinWait();
                }
            }
            assertThat(answers.of("GET", "/orders/1").status()).isEqualTo(401);
            Response right = answers.of("GET", "/orders/1", "Authorization", reader, "X-User", "mallory");
            assertThat(right.status()).isEqualTo(200);
            assertThat(new String(right.body().open().readAllBytes())).isEqualTo("alice");
            assertThat(answers.of("GET", "/orders/1", "Authorization", partner).status())
                    .isEqualTo(200);
            Response lacking = answers.of("GET", "/orders/1", "Authorization", other);
            assertThat(lacking.status()).isEqualTo(403);
            assertThat(lacking.headers().first("WWW-Authenticate")).contains("insufficient_scope");
            assertThat(answers.of("POST", "/orders/1", "Authorization", reader).status())
                    .isEqualTo(403);

            assertThat(answers.of("GET", "/open").status()).isEqualTo(200);
            assertThat(answers.of("GET", "/open", "Cookie", "session=x").status())
                    .isEqualTo(401);
            assertThat(answers.of("GET", "/trial", "Authorization", "Bearer x").status())
                    .isEqualTo(200);
        }
    }

    @FunctionalInterface
    private interface Answers {
        Response of(String method, String path, String... headers) throws IOException;
    }

    @Test
    void wrongFilesAreRefusedWithLineAndReason() throws IOException {
        assertThat(Hauberk.validate(file(FILE))).isEmpty();
        assertFault(FILE.replace("issuer: corp, required", "issuer: crop, required"), 14, "corp");
        assertFault(FILE.replace("[RS256, ES256]", "[HS256]"), 3, "shared key");
        assertFault(FILE.replace("corp.json", "missing.json"), 3, "does not exist");
        assertFault(FILE.replace("{ cookie: session }", "{ cookies: session }"), 14, "one place");
        assertFault(FILE.replace("x-user: sub", "\"x user\": sub"), 9, "header name");
        assertFault(FILE.replace("scopes: [orders:read]", "scope: [orders:read]"), 10, "scopes");
    }

    private void assertFault(String text, int line, String part) throws IOException {
        List<Fault> faults = Hauberk.validate(file(text));
        assertThat(faults).as(text).isNotEmpty();
        assertThat(faults.get(0).toString()).contains(":" + line + ":").contains(part);
    }
}
