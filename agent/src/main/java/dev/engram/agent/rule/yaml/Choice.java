package dev.engram.agent.rule.yaml;

import dev.engram.agent.rule.GenAiOperation;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.StreamSignal;
import dev.engram.agent.text.Texts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A key of an entry whose value is one of a few words.
 *
 * @param key the key
 * @param noun what a word of it is, with its article
 * @param values what each word stands for, in the order in which findings name them
 */
record Choice<T>(String key, String noun, Map<String, T> values) {

    static final Choice<Operation> OPERATION =
            new Choice<>("operation", "an operation", byLabel(Operation.values(), Operation::label));

    static final Choice<KeyMode> KEYS =
            new Choice<>("keys", "a way to show keys", byLabel(KeyMode.values(), KeyMode::label));

    static final Choice<Integer> LAYER =
            new Choice<>("layer", "a layer", byLabel(new Integer[] {1, 2, 3, 4}, String::valueOf));

    static final Choice<StreamSignal> SIGNAL =
            new Choice<>("signal", "a signal", byLabel(StreamSignal.values(), StreamSignal::label));

    static final Choice<GenAiOperation> GEN_AI = new Choice<>(
            "gen_ai.operation.name",
            "an operation of the GenAI conventions",
            byLabel(GenAiOperation.values(), GenAiOperation::label));

    /** Whether a span is a client's. */
    static final Choice<Boolean> KIND = new Choice<>(
            "kind",
            "a kind of span",
            byLabel(new Boolean[] {false, true}, isClient -> isClient ? "client" : "internal"));

    private static <T> Map<String, T> byLabel(T[] values, Function<T, String> label) {
        Map<String, T> byLabel = new LinkedHashMap<>();
        for (T each : values) {
            byLabel.put(label.apply(each), each);
        }
        return byLabel;
    }

    /** The words, as findings say what to write: {@code a, b or c}. */
    String words() {
        return Texts.join(values.keySet(), "or");
    }
}
