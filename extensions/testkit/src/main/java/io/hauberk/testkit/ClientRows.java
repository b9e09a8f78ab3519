package io.hauberk.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Some rows of {@link ClientContract}. */
interface ClientRows {
    /** A client of one service named {@code shop}. */
    default ClientContract.HttpClient client(String settings, RawServer... instances) throws Exception {
        int[] ports = new int[instances.length];
        for (int i = 0; i < ports.length; i++) {
            ports[i] = instances[i].port();
        }
        return client("", settings, ports);
    }

    /** A client of one service named {@code shop}, with instances at these ports. */
    default ClientContract.HttpClient client(String global, String settings, int... ports) throws Exception {
        StringBuilder yaml = new StringBuilder("hauberk: 1\n").append(global).append("services:\n  shop:\n");
        // A busy machine takes its time to connect, which is not what is looked at here.
        yaml.append("    connectTimeout: 30s\n");
        yaml.append("    endpoints:\n");
        for (int port : ports) {
            yaml.append("      - http://127.0.0.1:").append(port).append('\n');
        }
        settings.lines().forEach(line -> yaml.append("    ").append(line).append('\n'));
        return open(yaml.toString());
    }

    /** A client of this configuration. */
    default ClientContract.HttpClient open(String yaml) throws Exception {
        ClientContract contract = (ClientContract) this;
        return contract.open(Files.writeString(contract.folder.resolve("hauberk.yaml"), yaml));
    }

    /** A folder of this test. */
    default Path folder() throws IOException {
        return ((ClientContract) this).folder;
    }

    /** Makes the call and reads the whole answer. */
    static Reply call(OutboundContract.HttpClient client, OutboundContract.Call call) throws IOException {
        try (OutboundContract.Answer answer = client.execute(call)) {
            return OutboundRig.read(answer);
        }
    }
}
