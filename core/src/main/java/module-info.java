/** Gateway, filters, algorithms and configuration, without a container and without a client. */
@SuppressWarnings("module") // exported to modules that are built after this one
module io.hauberk.core {
    requires transitive io.hauberk;
    requires static transitive org.jspecify;
    requires java.management;
    requires java.net.http;
    requires org.slf4j;
    requires com.github.benmanes.caffeine;
    requires com.nimbusds.jose.jwt;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires transitive micrometer.core;
    requires org.snakeyaml.engine;

    exports io.hauberk.accesslog;
    exports io.hauberk.apikey;
    exports io.hauberk.authorize;
    exports io.hauberk.basic;
    exports io.hauberk.bodylimit;
    exports io.hauberk.concurrency;
    exports io.hauberk.config;
    exports io.hauberk.consumer;
    exports io.hauberk.counter.remote to
            io.hauberk.jdbc,
            io.hauberk.redis;
    exports io.hauberk.discovery;
    exports io.hauberk.fetch;
    exports io.hauberk.filestore;
    exports io.hauberk.gateway;
    exports io.hauberk.headers;
    exports io.hauberk.hmac;
    exports io.hauberk.identity;
    exports io.hauberk.ipaccess;
    exports io.hauberk.json to
            io.hauberk.consul,
            io.hauberk.etcd,
            io.hauberk.eureka,
            io.hauberk.jdbc,
            io.hauberk.kubernetes,
            io.hauberk.redis,
            io.hauberk.zookeeper;
    exports io.hauberk.jwt;
    exports io.hauberk.key;
    exports io.hauberk.killswitch;
    exports io.hauberk.login;
    exports io.hauberk.metrics;
    exports io.hauberk.mtls;
    exports io.hauberk.network;
    exports io.hauberk.oauth;
    exports io.hauberk.operation;
    exports io.hauberk.partner;
    exports io.hauberk.problem;
    exports io.hauberk.quota;
    exports io.hauberk.ratelimit;
    exports io.hauberk.registry to
            io.hauberk.consul,
            io.hauberk.dns,
            io.hauberk.etcd,
            io.hauberk.eureka,
            io.hauberk.kubernetes,
            io.hauberk.zookeeper;
    exports io.hauberk.rewrite;
    exports io.hauberk.route;
    exports io.hauberk.service;
    exports io.hauberk.signature;
    exports io.hauberk.store;
    exports io.hauberk.structured;
    exports io.hauberk.throttle;
    exports io.hauberk.shedding;
    exports io.hauberk.timeout;
    exports io.hauberk.timer to
            io.hauberk.okhttp,
            io.hauberk.standalone;
    exports io.hauberk.tracing;

    uses io.hauberk.ConsumersProvider;
    uses io.hauberk.CounterStoreProvider;
    uses io.hauberk.FilterProvider;
    uses io.hauberk.discovery.DiscoveryProvider;
    uses io.hauberk.identity.CertificateSourceProvider;
    uses io.hauberk.service.TransportProvider;
}
