package com.acme.memory.context;

import static com.acme.memory.context.LoadPlan.Facts.ACTIVE;
import static com.acme.memory.context.LoadPlan.NOTHING;
import static com.acme.memory.session.SessionMessages.ALL;

/** What is loaded, by stage and mode. */
final class LoadMatrix {

    private LoadMatrix() {}

    static LoadPlan at(Stage stage, WorkflowMode mode) {
        return switch (mode) {
            case RAPID -> rapid(stage);
            case STANDARD -> standard(stage);
            case AUGSTER_RIGOROUS -> rigorous(stage);
        };
    }

    private static LoadPlan rapid(Stage stage) {
        return switch (stage) {
            case UNDERSTAND, VERIFY -> NOTHING.session(10);
            case PLAN -> NOTHING.session(5);
            case IMPLEMENT -> NOTHING.session(ALL).cache(1);
            case DECOMPOSE, REVIEW -> NOTHING;
        };
    }

    private static LoadPlan standard(Stage stage) {
        return switch (stage) {
            case UNDERSTAND, IMPLEMENT -> NOTHING.session(ALL).cache(1).deep(5).facts(ACTIVE);
            case DECOMPOSE -> NOTHING.session(20).facts(ACTIVE);
            case PLAN -> NOTHING.session(ALL).cache(1).facts(ACTIVE);
            case VERIFY -> NOTHING.session(10).facts(ACTIVE);
            case REVIEW -> NOTHING;
        };
    }

    private static LoadPlan rigorous(Stage stage) {
        return switch (stage) {
            case UNDERSTAND ->
                NOTHING.session(ALL)
                        .cache(24)
                        .deep(20)
                        .facts(LoadPlan.Facts.ALL)
                        .withGroups();
            case DECOMPOSE -> NOTHING.session(20).deep(5, "pattern").facts(ACTIVE);
            case PLAN -> NOTHING.session(ALL).cache(1).deep(10).facts(ACTIVE);
            case IMPLEMENT ->
                NOTHING.session(ALL).cache(1).deep(10).facts(ACTIVE).widenedByGroup();
            case VERIFY -> NOTHING.session(10).facts(ACTIVE);
            case REVIEW -> NOTHING.session(ALL).tellingDeep();
        };
    }
}
