package io.hauberk.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One server, named by itself or by sentinels, who are asked anew for each connection. Lettuce does not reconnect here: it
 * would send again what had no answer, and a permit would be taken twice.
 */
final class ServerOpener implements Opener {
    private final RedisClient client;
    private final RedisURI uri;

    ServerOpener(ClientResources resources, Addresses addresses, ClientOptions.Builder options) {
        client = RedisClient.create(resources);
        client.setOptions(options.autoReconnect(false).build());
        uri = addresses.server();
    }

    @Override
    public Connected open(Lost lost) {
        StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE, uri);
        Connected made = new Connected(connection, connection.async());
        connection.addListener(new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                lost.lost(made, "the other side closed it");
            }
        });
        return made;
    }

    @Override
    public CompletionStage<?> end() {
        return client.shutdownAsync(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
