package io.hauberk.eureka;

import io.hauberk.testkit.discovery.RegistryCall;
import io.hauberk.testkit.discovery.RegistryServer;
import java.io.IOException;
import java.time.Duration;

/** A fake of Eureka's endpoint for one application, over real HTTP; its answers have the form of a real server's. */
final class FakeEureka implements AutoCloseable {
    final RegistryServer server;
    volatile String authorization = "";
    private volatile String[] instances = {};

    FakeEureka() throws IOException {
        server = RegistryServer.start(null, this::answer);
    }

    Eureka discovery() {
        return Eureka.application("orders", server.url() + "/eureka/").every(Duration.ofMillis(200));
    }

    void publish(String... instances) {
        this.instances = instances;
    }

    static String instance(String id, String address, int port, String status, String metadata) {
        return "{\"instanceId\":\"" + id + "\",\"hostName\":\"" + id + ".example\",\"app\":\"ORDERS\",\"ipAddr\":\""
                + address
                + "\",\"status\":\"" + status + "\",\"overriddenStatus\":\"UNKNOWN\",\"port\":{\"$\":" + port
                + ",\"@enabled\":\"true\"},\"securePort\":{\"$\":443,\"@enabled\":\"false\"},\"countryId\":1,"
                + "\"dataCenterInfo\":{\"@class\":\"com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo\",\"name\":\"MyOwn\"},"
                + "\"metadata\":{" + metadata + "},\"actionType\":\"ADDED\"}";
    }

    private void answer(RegistryCall call) throws IOException {
        if (!authorization.isEmpty() && !authorization.equals(call.header("Authorization"))) {
            call.reply(401, "");
        } else if (!call.path().equals("/eureka/apps/ORDERS") || instances.length == 0) {
            call.reply(404, "");
        } else {
            call.reply(
                    200, "{\"application\":{\"name\":\"ORDERS\",\"instance\":[" + String.join(",", instances) + "]}}");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
