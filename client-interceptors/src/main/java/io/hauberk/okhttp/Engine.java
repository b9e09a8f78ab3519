package io.hauberk.okhttp;

import io.hauberk.identity.TlsClient;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.HostnameVerifier;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * OkHttp, set up to carry one attempt and to decide nothing: no timeouts (the {@link Watchdog} keeps the times), no
 * redirects, no retries, no cookies, no cache, no proxy, no fallback to another address.
 */
final class Engine {
    /** How often a connection with many streams is asked whether it lives. */
    static final Duration PING = Duration.ofSeconds(12);

    /**
     * For connections whose name was verified within the handshake, by the trust manager. OkHttp would ask for the URL's
     * host, which is only a name of ours. One object, since pools compare it.
     */
    static final HostnameVerifier VERIFIED_IN_HANDSHAKE = (host, session) -> true;

    private Engine() {}

    /** Whether a host looks like an address, so that OkHttp asks no Dns for it: what a service is called may. */
    static boolean digits(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) < '0' || host.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** One in clear text that speaks HTTP/2 at once, as gRPC does. */
    static OkHttpClient priorKnowledge(OkHttpClient plain) {
        return plain.newBuilder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .pingInterval(PING)
                .build();
    }

    /** A client in clear text; or, where there are sockets, over TLS, with HTTP/2 where the server has it. */
    static OkHttpClient client(ConnectionPool pool, TlsClient.@Nullable Sockets sockets) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .callTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .fastFallback(false)
                .proxy(Proxy.NO_PROXY)
                .cookieJar(CookieJar.NO_COOKIES)
                .cache(null)
                .connectionPool(pool)
                .addInterceptor(ToEndpoint.INSTANCE)
                .addNetworkInterceptor(AtEndpoint.INSTANCE);
        if (sockets == null) {
            return builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                    .protocols(List.of(Protocol.HTTP_1_1))
                    .build();
        }
        return builder.connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
                .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
                .pingInterval(PING)
                .sslSocketFactory(sockets.factory(), sockets.trust())
                .hostnameVerifier(VERIFIED_IN_HANDSHAKE)
                .build();
    }
}
