package io.hauberk.checks.whole;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A process whose environment switches something off: says what two requests to a limited service are answered with. */
final class SwitchedProcess {
    private SwitchedProcess() {}

    /** @param args the port of the service, and a folder */
    public static void main(String[] args) throws Exception {
        String services = "backend: { endpoints: [\"http://127.0.0.1:" + args[0]
                + "\"], connectTimeout: 60s, filters: [ { rateLimit: { limit: 1, per: 1h, by: everyone } } ] }\n";
        List<Integer> statuses = new ArrayList<>();
        for (Container container : Container.values()) {
            Path folder = Files.createTempDirectory(Path.of(args[1]), "gateway");
            try (FileGateway gateway = new FileGateway(container, folder, services)) {
                statuses.add(gateway.request("GET /a HTTP/1.1").status());
                statuses.add(gateway.request("GET /a HTTP/1.1").status());
            }
        }
        System.out.println(statuses.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        System.exit(0);
    }
}
