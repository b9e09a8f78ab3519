package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.oauth.OAuthClient;
import io.hauberk.testkit.RawServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * A real Keycloak, in development mode with a database of its own, in a process. The profile {@code long} of this module
 * unpacks it; without it the test fails rather than pass for want of a provider.
 */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KeycloakTest extends IdentityProviderContract {
    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final String REALM = """
            {"realm":"hauberk","enabled":true,"sslRequired":"none",
             "users":[{"username":"alice","enabled":true,"email":"alice@shop.test","firstName":"Alice","lastName":"A",
               "emailVerified":true,"credentials":[{"type":"password","value":"alice-password","temporary":false}]}],
             "clients":[{"clientId":"hauberk","secret":"keycloak-secret","enabled":true,"protocol":"openid-connect",
               "publicClient":false,"standardFlowEnabled":true,"serviceAccountsEnabled":true,
               "redirectUris":["https://shop.test/*"],
               "attributes":{"standard.token.exchange.enabled":"true","post.logout.redirect.uris":"+"},
               "protocolMappers":[{"name":"shop","protocol":"openid-connect",
                 "protocolMapper":"oidc-audience-mapper",
                 "config":{"included.custom.audience":"shop","access.token.claim":"true",
                   "introspection.token.claim":"true"}}]}]}
            """;

    private static Process keycloak;
    private static int port;

    @BeforeAll
    @Timeout(value = 5, unit = TimeUnit.MINUTES) // that of the class is for its tests alone
    static void start() throws IOException {
        Path home = home();
        assertThat(home.resolve("bin/kc.sh"))
                .as("Keycloak, unpacked by -Dhauberk.long=true")
                .exists();
        Files.createDirectories(home.resolve("data/import"));
        Files.writeString(home.resolve("data/import/realm.json"), REALM);
        port = RawServer.closedPort();
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--import-realm");
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        keycloak = builder.redirectErrorStream(true).start();
        BufferedReader lines = keycloak.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            if (line.contains("Listening on:")) {
                drain(lines);
                warmUp();
                return;
            }
        }
        throw new AssertionError("Keycloak did not start:\n" + said);
    }

    /** Beside our own classes, in the folder of the JDK that this runs on. */
    private static Path home() throws IOException {
        try {
            Path classes = Path.of(KeycloakTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolveSibling("keycloak").resolve("keycloak-26.4.7");
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** Its first answers take longer than anybody waits for one. */
    private static void warmUp() throws IOException {
        String realm = "http://127.0.0.1:" + port + "/realms/hauberk";
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest token = HttpRequest.newBuilder(URI.create(realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id=hauberk&client_secret=keycloak-secret"))
                .build();
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create(realm + "/.well-known/openid-configuration"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(http.send(token, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        } catch (InterruptedException e) {
            throw new IOException("Interrupted while Keycloak warms up.", e);
        }
    }

    /** What nobody reads would stop it in the end. */
    private static void drain(BufferedReader lines) {
        Thread thread = new Thread(() -> lines.lines().forEach(line -> {}), "keycloak");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (keycloak != null) {
            keycloak.descendants().forEach(ProcessHandle::destroy);
            keycloak.destroy();
            keycloak.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Override
    String issuer() {
        return "http://127.0.0.1:" + port + "/realms/hauberk";
    }

    @Override
    OAuthClient client() {
        return OAuthClient.of("hauberk").secret("keycloak-secret");
    }

    @Override
    String logIn(String authorization) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> form = http.send(
                HttpRequest.newBuilder(URI.create(authorization)).build(), HttpResponse.BodyHandlers.ofString());
        Matcher action = ACTION.matcher(form.body());
        assertThat(action.find()).as(form.body()).isTrue();
        String cookies = form.headers().allValues("Set-Cookie").stream()
                .map(field -> field.substring(0, field.indexOf(';')))
                .collect(Collectors.joining("; "));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(action.group(1).replace("&amp;", "&")))
                        .header("Cookie", cookies)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("username=alice&password=alice-password"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
