package io.hauberk.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lettuce, set up as this store needs it, with threads of its own that end with it. Made on the first use. */
final class Clients implements Opener {
    private static final int THREADS = 2;
    private static final Duration RECONNECT_FIRST = Duration.ofMillis(50);
    private static final Duration RECONNECT_LAST = Duration.ofSeconds(1);

    private final Setting setting;
    private @Nullable HostTrust trust;
    private @Nullable ClientResources resources;
    private @Nullable Opener opener;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    Clients(Setting setting) {
        this.setting = setting;
    }

    @Override
    public Connected open(Lost lost) {
        return opener().open(lost);
    }

    private Opener opener() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the store is closed");
            }
            Opener made = opener;
            if (made == null) {
                made = make();
                opener = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private Opener make() {
        HostTrust servers = setting.location().tls() ? setting.trust() : null;
        ClientResources own = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .reconnectDelay(Delay.fullJitter(RECONNECT_FIRST, RECONNECT_LAST, 50, TimeUnit.MILLISECONDS))
                .build();
        trust = servers;
        resources = own;
        return setting.location().kind() == Location.Kind.CLUSTER
                ? new ClusterOpener(own, setting.addresses(), options(ClusterClientOptions.builder(), servers))
                : new ServerOpener(own, setting.addresses(), options(ClientOptions.builder(), servers));
    }

    private <B extends ClientOptions.Builder> B options(B builder, @Nullable HostTrust servers) {
        builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(2 * Connected.MAX_PENDING)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                // We wait no longer than the budget ourselves.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(setting.patience())
                        .keepAlive(true)
                        .build());
        if (servers != null) {
            builder.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .protocols("TLSv1.3", "TLSv1.2")
                    .handshakeTimeout(setting.patience())
                    .sslContext(servers::secure)
                    .build());
        }
        return builder;
    }

    @Override
    public CompletionStage<?> end() {
        lock.lock();
        try {
            closed = true;
            CompletionStage<?> clients = opener == null ? CompletableFuture.completedFuture(null) : opener.end();
            return clients.whenComplete((none, failure) -> endThreads());
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // they end by themselves, and nobody could mend what fails
    private void endThreads() {
        if (resources != null) {
            resources.shutdown(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (trust != null) {
            trust.close();
        }
    }
}
