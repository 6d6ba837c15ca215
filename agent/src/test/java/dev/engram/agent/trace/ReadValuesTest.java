package dev.engram.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What accessors gave")
class ReadValuesTest {

    /** Two values of each fill the room that there is. */
    private static final int OBJECTS = 16;

    private final ReadValues values = new ReadValues();

    @Test
    @DisplayName("is found by the object and the name, however many there are, and not by what equals them")
    void found() {
        List<Object> objects = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            Object object = new ArrayList<>();
            objects.add(object);
            values.add(object, "id", "id-" + i);
            values.add(object, "name", null);
        }
        for (int i = 0; i < OBJECTS; i++) {
            assertThat(values.value(values.find(objects.get(i), "id"))).isEqualTo("id-" + i);
            assertThat(values.value(values.find(objects.get(i), "name"))).isNull();
            assertThat(values.find(objects.get(i), "size")).isEqualTo(-1);
        }
        assertThat(values.find(new ArrayList<>(), "id")).isEqualTo(-1);
    }

    @Test
    @DisplayName("is forgotten before a call's paths are read, and after")
    void forgotten() {
        Object object = new Object();
        values.add(object, "id", 1);
        values.begin();
        assertThat(values.isOn).isTrue();
        assertThat(values.find(object, "id")).isEqualTo(-1);
        values.add(object, "id", 2);
        assertThat(values.value(values.find(object, "id"))).isEqualTo(2);
        values.end();
        assertThat(values.isOn).isFalse();
        assertThat(values.find(object, "id")).isEqualTo(-1);
        assertThat(values.value(0)).as("held").isNull();
    }
}
