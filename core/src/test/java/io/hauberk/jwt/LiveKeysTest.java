package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Decision;
import io.hauberk.Request;
import io.hauberk.fetch.PatientFetch;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys from a real server that rotates, fails and is hammered, in virtual time. */
class LiveKeysTest {
    private static final Signer OLD = Signer.curve("old");
    private static final Signer NEW = Signer.curve("new");

    private final VirtualTime time = VirtualTime.moving();
    private final HandBackground background = new HandBackground(time);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final KeyServer server;
    private final Issuer issuer;

    LiveKeysTest() throws IOException {
        server = KeyServer.start(Signer.set(OLD));
        issuer = issuer().keys(server.url());
    }

    private Issuer issuer() {
        return Issuer.of(Signer.ISSUER)
                .named("acme")
                .audience("orders")
                .clock(time, time)
                .background(background)
                .fetching(PatientFetch.handler())
                .metrics(meters);
    }

    @AfterEach
    void stop() {
        issuer.close();
        server.close();
    }

    private Handled handle(Issuer issuer, String token) throws IOException {
        return FilterTest.of(Jwt.issuedBy(issuer)).handle(Request.get("/").with("Authorization", "Bearer " + token));
    }

    private int status(Signer signer) throws IOException {
        return handle(issuer, signer.token(time.instant())).status();
    }

    /** The rule that refused, or null. */
    private String rule(Issuer issuer, String token) throws IOException {
        Decision decision = handle(issuer, token).decisions().get(0);
        return decision.outcome() == io.hauberk.Outcome.REFUSED ? decision.rule() : null;
    }

    private String bogus(int number) {
        Map<String, Object> header = OLD.header();
        header.put("kid", "bogus-" + number);
        return OLD.token(header, Signer.claims(time.instant()));
    }

    private double fetched(String outcome) {
        return meters.find("hauberk.jwks.fetch").tags("issuer", "acme", "outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double age() {
        return meters.get("hauberk.jwks.age").tag("issuer", "acme").gauge().value();
    }

    @Test
    void keysAreReadAtStartAndAgainBeforeTheirLifeEnds() throws IOException {
        Jwt.issuedBy(issuer).start();
        assertThat(server.fetches()).isEqualTo(1);
        assertThat(age()).isZero();
        for (int i = 0; i < 50; i++) {
            assertThat(status(OLD)).isEqualTo(200);
        }
        assertThat(server.fetches()).isEqualTo(1);

        background.advance(Duration.ofMinutes(14).minusSeconds(1));
        assertThat(server.fetches()).isEqualTo(1);
        assertThat(age()).isEqualTo(14 * 60 - 1);
        background.advance(Duration.ofSeconds(1));
        assertThat(server.fetches()).isEqualTo(2);
        assertThat(fetched("success")).isEqualTo(2);

        server.cacheControl("max-age=7200");
        background.advance(Duration.ofMinutes(14));
        assertThat(background.untilNext()).isEqualTo(Duration.ofMinutes(119));
    }

    @Test
    void aNewKeyIsFoundWhenATokenNamesIt() throws IOException {
        assertThat(status(OLD)).isEqualTo(200);
        server.keys(Signer.set(OLD, NEW));
        assertThat(status(NEW)).isEqualTo(200);
        assertThat(status(OLD)).isEqualTo(200);
        assertThat(server.fetches()).isEqualTo(2);
    }

    @Test
    void aKeyThatLeavesTheSetTakesItsTokensWithIt() throws IOException {
        String token = OLD.token(time.instant());
        assertThat(handle(issuer, token).status()).isEqualTo(200);
        server.keys(Signer.set(NEW));
        assertThat(handle(issuer, token).status()).isEqualTo(200);
        assertThat(status(NEW)).isEqualTo(200);

        assertThat(rule(issuer, token)).isEqualTo("unknown-key");
        // The same ID is not the same key.
        Signer other = Signer.curve("old");
        server.keys(Signer.set(other, NEW));
        background.advance(Duration.ofMinutes(15));
        assertThat(rule(issuer, OLD.token(time.instant()))).isEqualTo("bad-signature");
        assertThat(status(other)).isEqualTo(200);
    }

    @Test
    void madeUpKeyIdsCostTheIssuerNextToNothing() throws IOException {
        issuer.start();
        for (int i = 0; i < 200; i++) {
            assertThat(rule(issuer, bogus(i))).isEqualTo("unknown-key");
            assertThat(status(OLD)).isEqualTo(200);
        }
        assertThat(server.fetches()).isEqualTo(2);

        for (int i = 0; i < 20; i++) {
            background.advance(Duration.ofSeconds(15));
            rule(issuer, bogus(1000 + i));
            rule(issuer, bogus(2000 + i));
        }
        assertThat(server.fetches()).isLessThanOrEqualTo(12);
    }

    @Test
    void anIdThatIsNotThereIsNotAskedForAgainAndAgain() throws IOException {
        issuer.start();
        background.advance(Duration.ofMinutes(2));
        for (int i = 0; i < 10; i++) {
            rule(issuer, bogus(7));
        }
        assertThat(server.fetches()).isEqualTo(2);
        // Nobody else's turn was used up by that.
        server.keys(Signer.set(OLD, NEW));
        assertThat(status(NEW)).isEqualTo(200);
    }

    @Test
    void anOutageIsSurvivedForFourHours() throws IOException {
        assertThat(status(OLD)).isEqualTo(200);
        server.status(500);
        background.advance(Duration.ofMinutes(15).plusHours(4).minusSeconds(1));
        assertThat(status(OLD)).isEqualTo(200);
        assertThat(rule(issuer, bogus(1))).isEqualTo("unknown-key");
        assertThat(fetched("failed")).isGreaterThan(200);
        String cached = OLD.token(time.instant());
        assertThat(handle(issuer, cached).status()).isEqualTo(200);

        background.advance(Duration.ofMinutes(2));
        Handled handled = handle(issuer, cached);
        assertThat(handled.status()).isEqualTo(503);
        assertThat(handled.reason()).isEqualTo("temporarily-unavailable");
        assertThat(handled.header("Retry-After")).isNotNull();
        assertThat(handled.header("WWW-Authenticate")).isNull();
        assertThat(age()).isNaN();

        server.status(200);
        background.advance(Duration.ofMinutes(1));
        assertThat(handle(issuer, cached).status()).isEqualTo(200);
    }

    @Test
    void withoutAnyKeysRequestsAreToldToComeBack() throws IOException {
        server.status(503);
        issuer.start();
        for (int i = 0; i < 100; i++) {
            Handled handled = handle(issuer, OLD.token(time.instant()));
            assertThat(handled.status()).isEqualTo(503);
            assertThat(handled.header("Retry-After")).isEqualTo("1");
            assertThat(handled.decisions()).extracting(Decision::rule).containsExactly("no-keys");
        }
        assertThat(server.fetches()).isEqualTo(1);
        background.advance(Duration.ofMinutes(5));
        // 1, 2, 4 … 32 seconds, then every minute.
        assertThat(server.fetches()).isBetween(9, 11);
        server.status(200);
        background.advance(Duration.ofMinutes(1));
        assertThat(status(OLD)).isEqualTo(200);
    }

    @Test
    void whatIsNotAKeySetChangesNothing() throws IOException {
        issuer.start();
        for (String nonsense : List.of(
                "",
                "<html>",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[],\"keys\":[]}",
                "{\"keys\":[" + "7,".repeat(200) + "7]}",
                "{\"keys\":[],\"padding\":\"" + "x".repeat(WebKeys.MAX_BYTES) + "\"}")) {
            server.keys(nonsense);
            background.advance(Duration.ofMinutes(15));
            assertThat(status(OLD)).as(nonsense).isEqualTo(200);
        }
        assertThat(fetched("invalid")).isPositive();
        assertThat(fetched("failed")).isPositive();
        server.keys(Signer.set(NEW));
        background.advance(Duration.ofMinutes(2));
        assertThat(status(NEW)).isEqualTo(200);
        assertThat(status(OLD)).isEqualTo(401);
    }

    @Test
    void theIssuerItselfSaysWhereItsKeysAre() throws IOException {
        Issuer discovered = Issuer.of(server.issuer())
                .audience("orders")
                .clock(time, time)
                .background(background)
                .fetching(PatientFetch.handler());
        Map<String, Object> claims = Signer.claims(time.instant());
        claims.put("iss", server.issuer());
        assertThat(handle(discovered, OLD.token(claims)).status()).isEqualTo(200);

        // Whoever answers for another issuer is not believed.
        Issuer other = Issuer.of(server.issuer() + "/")
                .audience("orders")
                .clock(time, time)
                .background(background)
                .fetching(PatientFetch.handler());
        claims.put("iss", server.issuer() + "/");
        assertThat(handle(other, OLD.token(claims)).status()).isEqualTo(503);
    }

    @Test
    void keysInAFileAreReadAgainWhenTheirContentChanges(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, Signer.set(OLD));
        Issuer fromFile = issuer().keys(file);
        assertThat(handle(fromFile, OLD.token(time.instant())).status()).isEqualTo(200);
        background.advance(Duration.ofMinutes(10));
        assertThat(fetched("success")).isEqualTo(1);

        // As Kubernetes does it: the link is turned to another folder.
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("keys.json"), Signer.set(NEW));
        Files.delete(file);
        Files.createSymbolicLink(file, data.resolve("keys.json"));
        background.advance(Duration.ofSeconds(5));
        assertThat(handle(fromFile, NEW.token(time.instant())).status()).isEqualTo(200);
        assertThat(rule(fromFile, OLD.token(time.instant()))).isEqualTo("unknown-key");

        Files.delete(file);
        background.advance(Duration.ofMinutes(10));
        assertThat(handle(fromFile, NEW.token(time.instant())).status()).isEqualTo(200);
        Files.writeString(file, "half a fi");
        background.advance(Duration.ofMinutes(2));
        assertThat(handle(fromFile, NEW.token(time.instant())).status()).isEqualTo(200);
        Files.writeString(file, Signer.set(OLD));
        background.advance(Duration.ofMinutes(1));
        assertThat(handle(fromFile, OLD.token(time.instant())).status()).isEqualTo(200);
        fromFile.close();
    }

    @Test
    void aClosedIssuerReadsNoMoreAndItsGaugeIsGone() throws IOException {
        issuer.start();
        Issuer next = issuer().keys(server.url());
        next.start();
        issuer.close();
        assertThat(age()).isZero();
        int before = server.fetches();
        background.advance(Duration.ofMinutes(14));
        assertThat(server.fetches()).isEqualTo(before + 1);
        assertThat(age()).isZero();
        next.close();
        assertThat(meters.find("hauberk.jwks.age").gauge()).isNull();
        assertThat(background.untilNext()).isNull();
    }

    @Test
    void filtersThatShareAnIssuerShareItsKeysAndTokens() throws IOException {
        String token = OLD.token(time.instant());
        List<Object> claims = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Request request = Request.get("/").with("Authorization", "Bearer " + token);
            Jwt jwt = Jwt.issuedBy(issuer).claimHeader("x-user-" + i, "sub");
            FilterTest.of(jwt).handle(request);
            claims.add(request.exchange().caller().claims());
            jwt.close();
        }
        assertThat(claims).allSatisfy(each -> assertThat(each).isSameAs(claims.get(0)));
        assertThat(server.fetches()).isEqualTo(1);
    }
}
