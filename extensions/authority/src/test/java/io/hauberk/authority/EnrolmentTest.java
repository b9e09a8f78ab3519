package io.hauberk.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.hauberk.identity.CertificateSource.Receiver;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Material;
import io.hauberk.identity.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member does where its files or the answers are not what they should be. */
class EnrolmentTest {
    private static final Member ORDERS = Member.of("spiffe://shop/ns/prod/sa/orders");

    @TempDir
    Path temp;

    private Authority authority;
    private Path kept;
    /** What was shown to the server. */
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Receiver receiver = new Receiver() {
        @Override
        public boolean offer(Material material) {
            told.add("offered " + material);
            return true;
        }

        @Override
        public void problem(String sentence) {
            told.add(sentence);
        }
    };

    @BeforeEach
    void create() throws IOException {
        authority = Authority.create(temp.resolve("ca"), "shop", Duration.ofDays(1));
        kept = temp.resolve("kept");
    }

    private Path trust() {
        return temp.resolve("ca").resolve("ca.crt");
    }

    private String next() throws InterruptedException {
        String said = told.poll(30, TimeUnit.SECONDS);
        assertThat(said).isNotNull();
        return said;
    }

    @Test
    void aCertificateAndAKeyThatDoNotFitAreNotShownToTheAuthority() throws Exception {
        authority.issueTo(kept, ORDERS);
        authority.issueTo(temp.resolve("other"), ORDERS);
        Files.copy(
                temp.resolve("other").resolve("tls.crt"), kept.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        try (AutoCloseable running = Enrolment.at(URI.create("https://127.0.0.1:1"), trust())
                .keptIn(kept)
                .begin(receiver)) {
            assertThat(next()).contains("no certificate to renew and no join token");
            assertThat(running).isNotNull();
        }
    }

    @Test
    void anAnswerForAnotherKeyIsNeitherUsedNorKept() throws Exception {
        List<X509Certificate> answer = new ArrayList<>(authority.issue(ORDERS).chain());
        answer.addAll(authority.certificates());
        HttpsServer server = serve("127.0.0.1", request -> PemText.of(answer));
        try (AutoCloseable running =
                Enrolment.at(url(server), trust()).token("secret").keptIn(kept).begin(receiver)) {
            assertThat(next()).contains("a certificate for another key");
            assertThat(tokens).contains("Bearer secret");
            assertThat(kept.resolve("tls.key")).doesNotExist();
            assertThat(running).isNotNull();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatCannotBeKeptIsUsedAllTheSame() throws Exception {
        Files.writeString(kept, "a file where the folder should be");
        String token = authority.token(ORDERS, Duration.ofMinutes(5));
        HttpsServer server = serve("127.0.0.1", request -> {
            List<X509Certificate> answer = new ArrayList<>();
            answer.add(authority.join(token, Pem.first("it", request, "CERTIFICATE REQUEST"), null));
            answer.addAll(authority.certificates());
            return PemText.of(answer);
        });
        try (AutoCloseable running =
                Enrolment.at(url(server), trust()).token(token).keptIn(kept).begin(receiver)) {
            assertThat(next()).isEqualTo("offered " + ORDERS.id());
            assertThat(running).isNotNull();
        } finally {
            server.stop(0);
        }
    }

    /** As an application does that wanted to be rid of its other troubles with certificates. */
    @Test
    void namesAreComparedThoughTheProcessHasSwitchedThatOff() throws Exception {
        HostnameVerifier before = HttpsURLConnection.getDefaultHostnameVerifier();
        HttpsServer server = serve("orders.shop.svc", request -> "");
        HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
        try (AutoCloseable running =
                Enrolment.at(url(server), trust()).token("secret").begin(receiver)) {
            assertThat(next()).contains("127.0.0.1");
            assertThat(tokens).isEmpty();
            assertThat(running).isNotNull();
        } finally {
            HttpsURLConnection.setDefaultHostnameVerifier(before);
            server.stop(0);
        }
    }

    private static URI url(HttpsServer server) {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers each request so; its certificate is the authority's, for that name. */
    private HttpsServer serve(String name, Answer answer) throws IOException {
        Path own = temp.resolve("server");
        authority.issueTo(own, Member.of("spiffe://shop/server", name));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (Identity identity = Identity.pem(own)) {
            server.setHttpsConfigurator(
                    new HttpsConfigurator(identity.generation().serverContext()));
        }
        server.createContext("/", exchange -> {
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            try (exchange) {
                byte[] bytes =
                        answer.to(exchange.getRequestBody().readAllBytes()).getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (RefusedException e) {
                throw new IOException(e);
            }
        });
        server.start();
        return server;
    }

    private interface Answer {
        String to(byte[] request) throws IOException, RefusedException;
    }
}
