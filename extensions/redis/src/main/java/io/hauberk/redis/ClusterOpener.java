package io.hauberk.redis;

import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A cluster: a connection to each master, made beforehand, since a command to a node that is not connected fails at once.
 * Lettuce reconnects to single nodes, and sends nothing again.
 */
final class ClusterOpener implements Opener {
    private static final Duration REFRESH = Duration.ofSeconds(30);
    private static final Duration SOONEST_REFRESH = Duration.ofSeconds(1);

    private final RedisClusterClient client;
    private final Duration patience;

    ClusterOpener(ClientResources resources, Addresses addresses, ClusterClientOptions.Builder options) {
        patience = addresses.patience();
        client = RedisClusterClient.create(resources, addresses.cluster());
        options.replayFilter(command -> true);
        options.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(REFRESH)
                .adaptiveRefreshTriggersTimeout(SOONEST_REFRESH)
                .build());
        client.setOptions(options.autoReconnect(true).build());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what failed is told by the exception
    public Connected open(Lost lost) {
        client.refreshPartitions();
        StatefulRedisClusterConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
        try {
            connectMasters(connection);
        } catch (RuntimeException e) {
            connection.closeAsync();
            throw e;
        }
        return new Connected(connection, connection.async());
    }

    private void connectMasters(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        List<CompletableFuture<?>> connecting = new ArrayList<>();
        for (RedisClusterNode node : connection.getPartitions()) {
            if (!node.getSlots().isEmpty()) {
                // By address, as commands find it; by id it would be another one.
                connecting.add(connection.getConnectionAsync(
                        node.getUri().getHost(), node.getUri().getPort()));
            }
        }
        try {
            CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                    .get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // A node that is down makes its slots fail; the others shall work.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public CompletionStage<?> end() {
        return client.shutdownAsync(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
