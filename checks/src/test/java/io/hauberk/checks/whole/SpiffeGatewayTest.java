package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.config.Hauberk;
import io.hauberk.identity.CertificateFiles;
import io.hauberk.identity.Generation;
import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.hauberk.okhttp.Mesh;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.spiffe.FakeAgent;
import io.hauberk.spiffe.Wire;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A gateway whose file names the SPIFFE agent: what that pushes through its Unix socket is what the gateway shows to callers
 * and to services, and whom it believes on either side.
 */
class SpiffeGatewayTest {
    private static final ThrowawayAuthority SHOP = ThrowawayAuthority.create();
    private static final ThrowawayAuthority BANK = ThrowawayAuthority.create();
    private static final String EDGE = "spiffe://shop/ns/prod/sa/edge";
    private static final String ORDERS = "spiffe://shop/ns/prod/sa/orders";
    private static final String CALLER = "spiffe://shop/ns/prod/sa/web";
    private static final String TELLER = "spiffe://bank.example/ns/prod/sa/teller";
    private static final String FILE = """
            hauberk: 1
            identity: { workloadApi: { socket: "unix://SOCKET" } }
            routes:
              - name: orders
                match: [ { path: /orders } ]
                filters: [ { authorize: { allow: [ { peers: ["spiffe://shop/ns/prod/*"] } ] } } ]
                to: orders
              - name: bank
                match: [ { path: /bank } ]
                filters: [ { authorize: { allow: [ { peers: ["spiffe://bank.example/ns/prod/*"] } ] } } ]
                to: partner
              - { name: mistaken, match: [ { path: /mistaken } ], to: mistaken }
            serviceDefaults: { connectTimeout: 60s, timeout: 60s, retry: off, outlierDetection: off }
            services:
              orders: { endpoints: ["https://127.0.0.1:OWN"], tls: { mode: mutual, peers: ["spiffe://shop/ns/prod/sa/orders"] } }
              partner: { endpoints: ["https://127.0.0.1:FOREIGN"], tls: { mode: mutual, peers: ["spiffe://bank.example/ns/prod/*"] } }
              mistaken: { endpoints: ["https://127.0.0.1:FOREIGN"], tls: { mode: mutual, peers: ["spiffe://shop/ns/prod/*"] } }
            """;

    @TempDir
    Path folder;

    private Path sockets;
    private FakeAgent agent;

    @BeforeEach
    void start() throws Exception {
        // The path of a socket must be short.
        sockets = Files.createTempDirectory("agent");
        agent = new FakeAgent(sockets.resolve("api.sock"));
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        Files.deleteIfExists(sockets.resolve("api.sock"));
        Files.delete(sockets);
    }

    private static byte[] message(Credentials own, boolean withTheBank) {
        Wire message = new Wire().field(1, Wire.svid(EDGE, own, SHOP.certificate(), ""));
        return withTheBank ? message.field(3, bundle()).bytes() : message.bytes();
    }

    private static byte[] bundle() {
        return new Wire()
                .field(1, "spiffe://bank.example")
                .field(2, Wire.der(BANK.certificate()))
                .bytes();
    }

    /** Of one that believes the shop, whoever has issued its own certificate. */
    private Identity identity(ThrowawayAuthority authority, String id) throws IOException {
        Path own = folder.resolve(Integer.toString(id.hashCode()));
        Credentials issued = authority.issue(id);
        Path shop = Files.writeString(folder.resolve("shop.crt"), SHOP.pem());
        Path bank = Files.writeString(folder.resolve("bank.crt"), BANK.pem());
        if (id.startsWith("spiffe://shop/")) {
            issued.trusting(SHOP).writeTo(own);
            return Identity.of(CertificateFiles.pem(own).federated("bank.example", bank));
        }
        issued.writeTo(own);
        return Identity.of(CertificateFiles.pem(own).federated("shop", shop));
    }

    /** Behind it two services that say whom they see: one of ours, and one of the bank's. */
    private final class Whole implements AutoCloseable {
        private final Identity orders = identity(SHOP, ORDERS);
        private final Identity partner = identity(BANK, TELLER);
        private final Container.Running own;
        private final Container.Running foreign;
        private final Hauberk hauberk;
        private final Mesh mesh;
        private final Container.Running gateway;

        Whole(SecureContainer kind) throws Exception {
            own = SecureContainer.JETTY.start(orders, ServerTls.mutual());
            foreign = SecureContainer.JETTY.start(partner, ServerTls.mutual());
            String text = FILE.replace("SOCKET", sockets.resolve("api.sock").toString())
                    .replace("OWN", Integer.toString(own.port()))
                    .replace("FOREIGN", Integer.toString(foreign.port()));
            hauberk = Hauberk.loader(Files.writeString(folder.resolve("hauberk.yaml"), text))
                    .unwatched()
                    .load();
            mesh = Mesh.of(hauberk);
            gateway = kind.start(hauberk.identity(), ServerTls.mutual(), context -> {
                HauberkFilter.install(context, hauberk.gateway());
                context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
            });
        }

        /** Pushes it, and waits until it is in use. */
        void rotate(Credentials next, boolean withTheBank) throws InterruptedException {
            BlockingQueue<Generation> heard = new LinkedBlockingQueue<>();
            hauberk.identity().onChange(heard::add);
            agent.push(message(next, withTheBank));
            assertThat(heard.poll(60, TimeUnit.SECONDS).chain()).containsExactly(next.certificate());
        }

        Seen get(String path, Identity caller) throws IOException {
            return SpiffeGatewayTest.get(gateway.port(), path, caller);
        }

        /** What the mesh shows where the application calls by itself. */
        String called() throws IOException {
            Request request = new Request.Builder().url("http://orders/").build();
            try (Response response = mesh.okHttp().newCall(request).execute()) {
                return response.body().string();
            }
        }

        @Override
        public void close() throws Exception {
            gateway.close();
            mesh.close();
            hauberk.close();
            own.close();
            foreign.close();
            orders.close();
            partner.close();
        }
    }

    /** @param server the certificate that the gateway showed */
    private record Seen(int status, String text, X509Certificate server) {}

    /** On a connection of its own. */
    private static Seen get(int port, String path, Identity caller) throws IOException {
        try (TlsClient tls = TlsClient.of("edge", Tls.mutual().peers(EDGE), caller)) {
            TlsClient.Sockets secure = tls.sockets();
            OkHttpClient http = new OkHttpClient.Builder()
                    .sslSocketFactory(secure.factory(), secure.trust())
                    .connectTimeout(Duration.ofSeconds(60))
                    .readTimeout(Duration.ofSeconds(60))
                    .hostnameVerifier((name, session) -> true) // the trust manager has judged it by its SPIFFE ID
                    .build();
            Request request = new Request.Builder()
                    .url("https://127.0.0.1:" + port + path)
                    .build();
            try (Response response = http.newCall(request).execute()) {
                X509Certificate server = (X509Certificate)
                        response.handshake().peerCertificates().get(0);
                return new Seen(response.code(), response.body().string(), server);
            } finally {
                http.connectionPool().evictAll();
                http.dispatcher().executorService().shutdown();
            }
        }
    }

    private static String number(Credentials credentials) {
        return credentials.certificate().getSerialNumber().toString();
    }

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void whatTheAgentPushesIsShownOnBothSidesAndRotates(SecureContainer kind) throws Exception {
        Credentials first = SHOP.issue(EDGE);
        agent.push(message(first, false));
        try (Whole whole = new Whole(kind);
                Identity caller = identity(SHOP, CALLER)) {
            Seen before = whole.get("/orders", caller);
            assertThat(before.status()).isEqualTo(200);
            assertThat(before.server()).isEqualTo(first.certificate());
            assertThat(before.text()).as("what the service saw").isEqualTo(number(first));
            assertThat(whole.called()).isEqualTo(number(first));

            // Of another kind, too: a key that is bound to RSA-PSS.
            Credentials next =
                    SHOP.issue(KeyPairGenerator.getInstance("RSASSA-PSS").generateKeyPair(), EDGE);
            whole.rotate(next, false);
            Seen after = whole.get("/orders", caller);
            assertThat(after.status()).isEqualTo(200);
            assertThat(after.server()).isEqualTo(next.certificate());
            assertThat(after.text()).isEqualTo(number(next));
            assertThat(whole.called()).isEqualTo(number(next));
            assertThat(agent.calls()).as("one stream for both sides").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void aFederatedPeerIsAcceptedWhereItIsNamedAndNowhereElse(SecureContainer kind) throws Exception {
        agent.push(message(SHOP.issue(EDGE), true));
        try (Whole whole = new Whole(kind);
                Identity ours = identity(SHOP, CALLER);
                Identity elsewhere = identity(SHOP, "spiffe://shop/ns/test/sa/web");
                Identity teller = identity(BANK, TELLER);
                Identity impostor = identity(BANK, "spiffe://shop/ns/prod/sa/impostor");
                Identity stranger = identity(ThrowawayAuthority.create(), "spiffe://thief.example/ns/prod/sa/x")) {
            // Callers: whom the bundles vouch for gets in, and may do what the route says.
            assertThat(whole.get("/bank", teller).status()).isEqualTo(200);
            assertThat(whole.get("/orders", teller).status()).isEqualTo(403);
            assertThat(whole.get("/orders", ours).status()).isEqualTo(200);
            assertThat(whole.get("/bank", ours).status()).isEqualTo(403);
            assertThat(whole.get("/orders", elsewhere).status()).isEqualTo(403);
            assertThatThrownBy(() -> whole.get("/orders", impostor)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> whole.get("/orders", stranger)).isInstanceOf(IOException.class);
            // Services: the bank's answered above; where one of ours is meant, it is refused.
            assertThat(whole.get("/mistaken", ours).status()).isIn(502, 503);

            // Once the agent says no more of it, the bank is a stranger on either side.
            whole.rotate(SHOP.issue(EDGE), false);
            assertThatThrownBy(() -> whole.get("/bank", teller)).isInstanceOf(IOException.class);
            assertThat(whole.get("/orders", ours).status()).isEqualTo(200);
            assertThatThrownBy(() -> called(whole.mesh, "http://partner/")).isInstanceOf(IOException.class);
        }
    }

    private static int called(Mesh mesh, String url) throws IOException {
        try (Response response =
                mesh.okHttp().newCall(new Request.Builder().url(url).build()).execute()) {
            return response.code();
        }
    }
}
