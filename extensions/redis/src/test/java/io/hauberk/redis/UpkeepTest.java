package io.hauberk.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    /** A connection that is open as long as nobody closes it. */
    @SuppressWarnings("unchecked")
    private static Connected connected(Runnable onClose) {
        ClassLoader loader = UpkeepTest.class.getClassLoader();
        Object connection = Proxy.newProxyInstance(
                loader,
                new Class<?>[] {StatefulConnection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isOpen" -> true;
                    case "closeAsync" -> CompletableFuture.runAsync(onClose, Runnable::run);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        Object commands = Proxy.newProxyInstance(
                loader, new Class<?>[] {RedisClusterAsyncCommands.class}, (proxy, method, arguments) -> null);
        return new Connected(
                (StatefulConnection<byte[], byte[]>) connection, (RedisClusterAsyncCommands<byte[], byte[]>) commands);
    }

    /** Else every command would fail on it for ever, and nobody would hear of its loss again. */
    @Test
    void aConnectionThatIsLostBeforeItIsInUseIsMadeAgain() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        Opener opener = new Opener() {
            @Override
            public Connected open(Lost lost) {
                Connected made = connected(() -> {});
                if (opened.incrementAndGet() == 1) {
                    lost.lost(made, "at once");
                }
                return made;
            }

            @Override
            public CompletionStage<?> end() {
                return CompletableFuture.completedFuture(null);
            }
        };
        try (Upkeep upkeep = new Upkeep("nowhere", opener, new Meters())) {
            Connected used = Eventually.get(() -> {
                Connected now = upkeep.connected(1);
                assertThat(now).isNotNull();
                return now;
            });
            assertThat(used.open()).isTrue();
            assertThat(opened).hasValue(2);
        }
    }

    @Test
    void whyAConnectionWasGivenUpIsNotWhatItsEndLooksLike() throws Exception {
        CompletableFuture<Connected> first = new CompletableFuture<>();
        Opener once = new Opener() {
            @Override
            public Connected open(Lost lost) {
                if (first.isDone()) {
                    return await(new CompletableFuture<>());
                }
                Connected made = connected(() -> lost.lost(await(first), "the other side closed it"));
                first.complete(made);
                return made;
            }

            @Override
            public CompletionStage<?> end() {
                return CompletableFuture.completedFuture(null);
            }
        };
        try (Upkeep upkeep = new Upkeep("nowhere", once, new Meters())) {
            Connected used = Eventually.get(() -> {
                Connected now = upkeep.connected(1);
                assertThat(now).isNotNull();
                return now;
            });
            upkeep.giveUp(used, "nothing has come back");
            assertThat(upkeep.trouble()).isEqualTo("nothing has come back");
        }
    }

    private static Connected await(CompletableFuture<Connected> made) {
        return made.join();
    }
}
