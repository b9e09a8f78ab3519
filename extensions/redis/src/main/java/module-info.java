/** Counts limits and quotas in Redis, and finds consumers there. */
module io.hauberk.redis {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;
    requires io.netty.handler;
    requires lettuce.core;
    requires org.slf4j;

    exports io.hauberk.redis;

    provides io.hauberk.ConsumersProvider with
            io.hauberk.redis.RedisConsumersProvider;
    provides io.hauberk.CounterStoreProvider with
            io.hauberk.redis.RedisProvider;
}
