package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.authority.Enrolment;
import io.hauberk.identity.CertificateSource;
import io.hauberk.identity.Generation;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Material;
import io.hauberk.standalone.Running.Answer;
import io.hauberk.standalone.Running.Ended;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hauberk ca} as it is run, and those who join it. */
class AuthorityCommandTest {
    private static final String ORDERS = "spiffe://shop/ns/prod/sa/orders";

    @TempDir
    Path temp;

    private String ca;

    @BeforeEach
    void init() {
        ca = temp.resolve("ca").toString();
        Ended made = Running.run("ca", "init", ca, "--domain", "shop");
        assertThat(made.status()).isZero();
        assertThat(made.out()).contains("the authority of shop").contains("ca.crt");
    }

    private Running serve(String... more) {
        String[] typed = {"ca", "serve", ca, "--name", "127.0.0.1", "--address", "127.0.0.1", "--port", "0"};
        String[] all = java.util.stream.Stream.concat(java.util.Arrays.stream(typed), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        Running running = Running.start(all);
        running.url();
        return running;
    }

    private String token() {
        Ended ended = Running.run("ca", "token", ca, "--id", ORDERS, "--name", "orders.shop.svc");
        assertThat(ended.status()).as(ended.err()).isZero();
        return ended.out().strip();
    }

    private Enrolment enrolment(Running authority) {
        return Enrolment.at(URI.create(authority.url()), temp.resolve("ca/ca.crt"));
    }

    @Test
    void aServiceJoinsByATokenStartsAgainWithoutOneAndRenewsByItself() throws Exception {
        // Certificates begin a minute before they are issued: one that is kept, and lives for less than that, is
        // renewed at once, long before it expires.
        try (Running authority = serve("--life", "20s")) {
            Path kept = temp.resolve("kept");
            X509Certificate first;
            try (Identity identity =
                    Identity.from(enrolment(authority).token(token()).keptIn(kept))) {
                assertThat(identity.generation().spiffeId()).isEqualTo(ORDERS);
                first = identity.generation().chain().get(0);
                assertThat(first.getSubjectAlternativeNames().toString()).contains("orders.shop.svc");
            }
            try (Identity again = Identity.from(enrolment(authority).keptIn(kept))) {
                Generation next = awaitAnother(again, first);
                assertThat(next.spiffeId()).isEqualTo(ORDERS);
                assertThat(next.chain().get(0).getPublicKey()).isNotEqualTo(first.getPublicKey());
            }
        }
    }

    private static Generation awaitAnother(Identity identity, X509Certificate before) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Running.HANG_SECONDS);
        while (identity.generation().chain().get(0).equals(before) && System.nanoTime() - end < 0) {
            Sleeper.system().sleep(Duration.ofMillis(20));
        }
        return identity.generation();
    }

    @Test
    void aTokenWorksOnceAndNobodyGetsInWithoutOne() throws Exception {
        try (Running authority = serve()) {
            String token = token();
            Identity.from(enrolment(authority).token(token)).close();
            assertThat(refusal(enrolment(authority).token(token)))
                    .contains("401")
                    .contains("unknown, used or expired");
            assertThat(refusal(enrolment(authority))).contains("no join token");
        }
    }

    /** Why a source delivers nothing, as it says it first. */
    private static String refusal(CertificateSource source) throws Exception {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        CertificateSource.Receiver receiver = new CertificateSource.Receiver() {
            @Override
            public boolean offer(Material material) {
                said.add("It has delivered " + material);
                return true;
            }

            @Override
            public void problem(String sentence) {
                said.add(sentence);
            }
        };
        try (AutoCloseable delivery = source.begin(receiver)) {
            return String.valueOf(said.poll(Running.HANG_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void anAuthorityThatIsNotTheOneThatWasNamedGetsNoToken() throws Exception {
        String other = temp.resolve("other").toString();
        assertThat(Running.run("ca", "init", other, "--domain", "shop").status())
                .isZero();
        try (Running authority = serve()) {
            Enrolment mistaken = Enrolment.at(URI.create(authority.url()), Path.of(other, "ca.crt"));
            String token = token();
            assertThat(refusal(mistaken.token(token))).contains("has issued nothing new");
            Identity.from(enrolment(authority).token(token)).close();
        }
    }

    @Test
    void anAuthorityThatIsAwayLeavesTheLastCertificateInUse() throws Exception {
        Path kept = temp.resolve("kept");
        Identity identity;
        try (Running authority = serve("--life", "60s")) {
            identity = Identity.from(enrolment(authority).token(token()).keptIn(kept));
        }
        try (identity) {
            assertThat(identity.generation().spiffeId()).isEqualTo(ORDERS);
        }
        Path issued = temp.resolve("issued");
        assertThat(Running.run("ca", "issue", ca, "--id", ORDERS, "--out", issued.toString(), "--life", "1h")
                        .status())
                .isZero();
        try (Identity fromFiles = Identity.pem(issued)) {
            assertThat(fromFiles.generation().spiffeId()).isEqualTo(ORDERS);
        }
    }

    @Test
    void aFileJoinsAndTheGatewayShowsWhatItGot() throws Exception {
        try (Running authority = serve()) {
            Files.writeString(temp.resolve("token"), token());
            Path file = Files.writeString(temp.resolve("hauberk.yaml"), """
                    hauberk: 1
                    identity: { authority: { url: "%s", trust: ca/ca.crt, tokenFile: token, folder: kept } }
                    server: { port: 0, address: 127.0.0.1, tls: { clients: optional, mode: permissive } }
                    routes: [ { name: all, match: [ { path: "/**" } ], respond: { status: 200, body: here } } ]
                    """.formatted(authority.url()));
            assertThat(Running.run("validate", file.toString()).out()).contains("is valid");
            try (Running gateway = Running.serve(file)) {
                String plain = gateway.url().replace("https:", "http:");
                Answer answer = Running.send(
                        Running.http(), Running.request(plain + "/").build());
                assertThat(answer.body()).isEqualTo("here");
                gateway.awaitLog("Took over generation 1 of " + ORDERS);
            }
        }
    }

    @Test
    void whatIsWrongIsSaid() {
        wrong("There is an authority", "ca", "init", ca, "--domain", "shop");
        wrong("no name of a trust domain", "ca", "init", ca + "2", "--domain", "Shop");
        wrong("There is no command \"ca sign\"", "ca", "sign", ca);
        wrong("ca needs a command", "ca");
        wrong("No folder is given", "ca", "token");
        wrong("ca token needs --id", "ca", "token", ca);
        wrong("not of the trust domain shop", "ca", "token", ca, "--id", "spiffe://bank/a");
        wrong("is no duration", "ca", "token", ca, "--id", ORDERS, "--life", "soon");
        wrong("There is no option \"--out\" here", "ca", "token", ca, "--out", "x");
        wrong("ca serve needs --name", "ca", "serve", ca);
    }

    private static void wrong(String why, String... typed) {
        Ended ended = Running.run(typed);
        assertThat(ended.status()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).contains(why);
    }
}
