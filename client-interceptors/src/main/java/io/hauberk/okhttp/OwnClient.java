package io.hauberk.okhttp;

import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Method;
import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The client of a mesh, with a pool and threads of its own. */
final class OwnClient implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 10;

    private final OkHttpClient client;
    private final OkHttpClient unfollowing;
    private final Pool pool;

    private OwnClient(OkHttpClient client, OkHttpClient unfollowing, Pool pool) {
        this.client = client;
        this.unfollowing = unfollowing;
        this.pool = pool;
    }

    static OwnClient of(MeshParts mesh, MeterRegistry metrics) {
        Pool pool = new Pool();
        new Connections().show(metrics, Connections.ALL, pool);
        OkHttpClient bare = new OkHttpClient.Builder()
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .fastFallback(false)
                .proxy(Proxy.NO_PROXY)
                .pingInterval(Engine.PING)
                .connectionPool(pool.connections())
                .dispatcher(dispatcher())
                .eventListener(new Events(pool))
                .addNetworkInterceptor(AtEndpoint.INSTANCE)
                .build();
        return new OwnClient(calling(bare, mesh, true), calling(bare, mesh, false), pool);
    }

    private static OkHttpClient calling(OkHttpClient bare, MeshParts mesh, boolean following) {
        Redirects redirects = new Redirects(following, following);
        return bare.newBuilder()
                .addInterceptor(new MeshInterceptor(mesh, redirects, OwnClient::standard))
                .build();
    }

    OkHttpClient client() {
        return client;
    }

    /** The same with the same pool and threads, but one that follows no redirects. */
    OkHttpClient unfollowing() {
        return unfollowing;
    }

    /** For hosts that are no service: as OkHttp is without us. */
    private static Interceptor.Chain standard(Interceptor.Chain chain) {
        return chain.withConnectTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .withReadTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .withWriteTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .withRetryOnConnectionFailure(true)
                .withProxy(null);
    }

    /** OkHttp would allow five calls to a host, and here a whole service is one host. */
    private static Dispatcher dispatcher() {
        ExecutorService virtual = virtualThreads();
        Dispatcher dispatcher = virtual == null ? new Dispatcher() : new Dispatcher(virtual);
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return dispatcher;
    }

    /** From JDK 24 on a virtual thread lets go of its carrier also within synchronized blocks, which OkHttp has. */
    private static @Nullable ExecutorService virtualThreads() {
        if (Runtime.version().feature() < 24) {
            return null;
        }
        try {
            Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            return (ExecutorService) factory.invoke(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Notes on whose behalf a call is made, and tells the pool when its connection comes back. */
    private static final class Events extends EventListener {
        private final Pool pool;

        Events(Pool pool) {
            this.pool = pool;
        }

        @Override
        public void callStart(Call call) {
            CallStart.note(call);
        }

        @Override
        public void connectionReleased(Call call, Connection connection) {
            pool.ended();
        }
    }

    @Override
    public void close() {
        pool.close();
        client.dispatcher().executorService().shutdown();
    }
}
