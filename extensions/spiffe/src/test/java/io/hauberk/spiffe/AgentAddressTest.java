package io.hauberk.spiffe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.config.Hauberk;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"unix:///run/agent.sock", "unix:/run/agent.sock", "tcp://127.0.0.1:8081", "tcp://[::1]:8081"})
    void anAgentIsBehindASocketOrOnAnAddress(String address) {
        assertThat(AgentAddress.parse(address)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/run/agent.sock",
                "unix://run/agent.sock",
                "unix:run/agent.sock",
                "unix:///",
                "unix:///a?b",
                "unix:///a#b",
                "unix://user@/a",
                "tcp://localhost:8081",
                "tcp://127.0.0.1",
                "tcp://127.0.0.1:8081/a",
                "http://127.0.0.1:8081",
                "unix:///a b"
            })
    void whatIsNoSuchAddressIsRefused(String address) {
        assertThatThrownBy(() -> AgentAddress.parse(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no address of a SPIFFE agent");
    }

    @Test
    void aPathThatNoSystemTakesIsRefused() {
        assertThatThrownBy(() -> AgentAddress.parse("unix:///" + "a".repeat(200)))
                .hasMessageContaining("is longer than the 107 bytes");
    }

    @Test
    void aFileNamesTheSocketAndIsValidatedWithoutAnAgent(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("hauberk.yaml");
        Files.writeString(
                file, "hauberk: 1\nidentity: { workloadApi: { socket: \"unix:///nowhere/agent.sock\", hint: a } }\n");
        assertThat(Hauberk.validate(file)).isEmpty();
        Files.writeString(file, "hauberk: 1\nidentity: { workloadApi: { socket: \"agent.sock\" } }\n");
        assertThat(Hauberk.validate(file))
                .singleElement()
                .asString()
                .contains("hauberk.yaml:2:")
                .contains("is no address of a SPIFFE agent");
        Files.writeString(file, "hauberk: 1\nidentity: { workloadApi: { sokket: \"unix:///a\" } }\n");
        assertThat(Hauberk.validate(file)).anyMatch(fault -> fault.toString().contains("sokket"));
    }
}
