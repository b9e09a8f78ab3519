package io.hauberk.benchmarks.sidecar;

import io.hauberk.benchmarks.e2e.Child;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.okhttp.Mesh;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Who calls, by OkHttp, from as many threads as it is told to. */
final class Caller {
    private static final String SERVICE = "orders";

    private Caller() {}

    /**
     * {@code plain | mtls | mesh}, the port to call, and the folder of its certificates. Obeys lines {@code MILLIS THREADS
     * RATE}, and answers each with one, {@code REQUESTS NANOS P50 P99} in nanoseconds, or {@code failed: WHY}.
     */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        OkHttpClient client = client(args[0], port, Path.of(args[2]));
        String url = url(args[0], port);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Child.ready(0);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            if (words.length == 3) {
                System.out.println(Calls.of(client, url)
                        .run(
                                Long.parseLong(words[0]) * 1_000_000,
                                Integer.parseInt(words[1]),
                                Integer.parseInt(words[2])));
            } else {
                System.out.println(Child.allocatedBytes());
            }
            System.out.flush();
        }
    }

    static String url(String name, int port) {
        String path = "/items/4711?full=1";
        return switch (name) {
            case "plain" -> "http://127.0.0.1:" + port + path;
            case "mtls" -> "https://localhost:" + port + path;
            default -> "http://" + SERVICE + path;
        };
    }

    static OkHttpClient client(String name, int port, Path certificates) throws Exception {
        return switch (name) {
            case "plain" -> bare().build();
            case "mtls" -> secure(certificates);
            case "mesh" -> mesh(port, certificates).okHttp();
            default -> throw new IllegalArgumentException("No such caller: " + name);
        };
    }

    private static OkHttpClient.Builder bare() {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(1000);
        dispatcher.setMaxRequestsPerHost(1000);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(64, 5, TimeUnit.MINUTES));
    }

    /** As one would write it without a mesh. */
    private static OkHttpClient secure(Path certificates) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = new char[0];
        store.setCertificateEntry("ca", certificate(certificates.resolve("ca.crt")));
        store.setKeyEntry("own", key(certificates.resolve("tls.key")), password, new Certificate[] {
            certificate(certificates.resolve("tls.crt"))
        });
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return bare().sslSocketFactory(context.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0])
                .build();
    }

    private static Certificate certificate(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey key(Path file) throws Exception {
        String text = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    private static Mesh mesh(int port, Path certificates) {
        return Mesh.builder()
                .identity(Identity.pem(certificates))
                .metrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .service(
                        SERVICE,
                        // The first handshakes run in code that is not compiled yet.
                        service -> service.endpoints("https://127.0.0.1:" + port)
                                .connectTimeout(Duration.ofSeconds(10))
                                .tls(Tls.mutual()))
                .build();
    }
}
