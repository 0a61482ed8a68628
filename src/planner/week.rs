//! A week being worked on: who holds what, and what each change is worth, all terms counted.

use crate::{
    graph::{Graph, NONE},
    points::{ANOTHER_VOICE, BEYOND_COMFORT, FIRST_CALL},
    problem::Plan,
};

/// Calls in their places. Every change is noted, so that a try that is worth nothing is taken back.
pub(crate) struct Week<'a> {
    pub(crate) graph: &'a Graph,
    /// The node each call holds, or [`NONE`].
    pub(crate) node_of: Vec<u32>,
    /// Whose node that is, or [`NONE`].
    voice_of: Vec<u32>,
    /// The points of that place.
    points_of: Vec<i16>,
    /// The call that holds a node, or [`NONE`].
    pub(crate) holder: Vec<u32>,
    pub(crate) load: Vec<u32>,
    /// What the week is worth.
    pub(crate) worth: i64,
    notes: Vec<Note>,
}

struct Note {
    call: u32,
    /// Where the call was taken from; [`NONE`] when it was put somewhere.
    left: u32,
    points: i16,
}

impl<'a> Week<'a> {
    /// A week in which only promises stand.
    pub(crate) fn of(graph: &'a Graph) -> Week<'a> {
        let mut week = Week {
            graph,
            node_of: vec![NONE; graph.calls()],
            voice_of: vec![NONE; graph.calls()],
            points_of: vec![0; graph.calls()],
            holder: vec![NONE; graph.volunteer_of.len()],
            load: vec![0; graph.cap.len()],
            worth: 0,
            notes: Vec::new(),
        };
        for &(call, node, points) in &graph.promised {
            week.put(call, node, points);
        }
        week.settle();
        week
    }

    /// The week as a plan.
    pub(crate) fn plan(&self) -> Plan {
        self.node_of.iter().map(|&node| (node != NONE).then(|| self.graph.place_of(node))).collect()
    }

    /// What the week is worth when any number of voices is the same to everybody.
    pub(crate) fn worth_without_continuity(&self) -> i64 {
        let mut lost = 0;
        let mut voices: Vec<u32> = Vec::new();
        for person in 0..self.graph.serving.len() as u32 {
            voices.clear();
            voices.extend(self.graph.calls_of(person).map(|call| self.voice_of[call]).filter(|&voice| voice != NONE));
            voices.sort_unstable();
            voices.dedup();
            lost += i64::from(ANOTHER_VOICE) * (voices.len() as i64 - 1).max(0);
        }
        self.worth + lost
    }

    /// What it adds, the volunteer's comfort aside, that this call is made by this voice for these points, as long as the
    /// person's other calls stay as they are.
    pub(crate) fn worth_of(&self, call: u32, voice: u32, points: i16) -> i32 {
        let person = self.graph.person_of[call as usize];
        let (mut others, mut is_heard) = (false, false);
        for other in self.graph.calls_of(person) {
            if other != call as usize && self.voice_of[other] != NONE {
                others = true;
                is_heard |= self.voice_of[other] == voice;
            }
        }
        let extra = match (others, is_heard) {
            (false, _) => FIRST_CALL,
            (true, true) => 0,
            (true, false) => -ANOTHER_VOICE,
        };
        self.graph.serving[person as usize] + i32::from(points) + extra
    }

    /// Whether somebody makes this call.
    pub(crate) fn has_place(&self, call: u32) -> bool {
        self.node_of[call as usize] != NONE
    }

    /// Whether no call holds this node.
    pub(crate) fn is_free(&self, node: u32) -> bool {
        self.holder[node as usize] == NONE
    }

    /// Where every call is, to be put back by [`Week::restore`].
    pub(crate) fn keep(&self) -> Vec<(u32, i16)> {
        self.node_of.iter().copied().zip(self.points_of.iter().copied()).collect()
    }

    /// Puts every call back where it was.
    pub(crate) fn restore(&mut self, kept: &[(u32, i16)]) {
        let moved: Vec<u32> =
            (0..kept.len() as u32).filter(|&call| self.node_of[call as usize] != kept[call as usize].0).collect();
        for &call in &moved {
            self.take(call);
        }
        for &call in &moved {
            let (node, points) = kept[call as usize];
            if node != NONE {
                self.put(call, node, points);
            }
        }
        self.settle();
    }

    /// Whether another call of this call's person is made.
    pub(crate) fn has_company(&self, call: u32) -> bool {
        let person = self.graph.person_of[call as usize];
        self.graph.calls_of(person).any(|other| other != call as usize && self.node_of[other] != NONE)
    }

    /// What a call that is made adds where it is, comfort aside.
    pub(crate) fn worth_now(&self, call: u32) -> i32 {
        self.worth_of(call, self.voice_of[call as usize], self.points_of[call as usize])
    }

    /// What one call more costs this volunteer, or nothing when the cap is reached.
    pub(crate) fn cost_of_one_more(&self, volunteer: u32) -> Option<i32> {
        let (load, whose) = (self.load[volunteer as usize], volunteer as usize);
        if load >= self.graph.cap[whose] {
            return None;
        }
        Some(if load >= self.graph.comfort[whose] { BEYOND_COMFORT } else { 0 })
    }

    /// Gives a call a free node of a volunteer below the cap; refuses otherwise.
    #[must_use]
    pub(crate) fn place(&mut self, call: u32, node: u32, points: i16) -> bool {
        let volunteer = self.graph.volunteer_of[node as usize];
        let is_free = self.holder[node as usize] == NONE && self.node_of[call as usize] == NONE;
        if !is_free || self.cost_of_one_more(volunteer).is_none() {
            return false;
        }
        self.put(call, node, points);
        self.notes.push(Note { call, left: NONE, points });
        true
    }

    /// Takes a call from its place, if it has one.
    pub(crate) fn take(&mut self, call: u32) {
        let left = self.node_of[call as usize];
        if left != NONE {
            let points = self.points_of[call as usize];
            self.remove(call);
            self.notes.push(Note { call, left, points });
        }
    }

    /// A moment to which [`Week::take_back`] returns.
    pub(crate) fn moment(&self) -> usize {
        self.notes.len()
    }

    /// Undoes everything since a moment.
    pub(crate) fn take_back(&mut self, moment: usize) {
        while self.notes.len() > moment {
            let Some(note) = self.notes.pop() else { return };
            if note.left == NONE {
                self.remove(note.call);
            } else {
                self.put(note.call, note.left, note.points);
            }
        }
    }

    /// Lets everything done so far stand.
    pub(crate) fn settle(&mut self) {
        self.notes.clear();
    }

    fn put(&mut self, call: u32, node: u32, points: i16) {
        let volunteer = self.graph.volunteer_of[node as usize];
        let over = self.load[volunteer as usize] >= self.graph.comfort[volunteer as usize];
        self.worth +=
            i64::from(self.worth_of(call, volunteer, points)) - if over { i64::from(BEYOND_COMFORT) } else { 0 };
        self.load[volunteer as usize] += 1;
        self.holder[node as usize] = call;
        self.node_of[call as usize] = node;
        self.voice_of[call as usize] = volunteer;
        self.points_of[call as usize] = points;
    }

    fn remove(&mut self, call: u32) {
        let node = self.node_of[call as usize];
        let volunteer = self.graph.volunteer_of[node as usize];
        self.load[volunteer as usize] -= 1;
        let over = self.load[volunteer as usize] >= self.graph.comfort[volunteer as usize];
        self.worth -= i64::from(self.worth_now(call)) - if over { i64::from(BEYOND_COMFORT) } else { 0 };
        self.holder[node as usize] = NONE;
        self.node_of[call as usize] = NONE;
        self.voice_of[call as usize] = NONE;
    }
}
